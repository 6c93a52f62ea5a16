"""What managers and administrators see of who serves which item: by item, by person, and how it came about."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.clock import local_date
from organisation.models import Node, Posting, Role
from organisation.permissions import has_role, role_required
from service_items.duty_board import duties_at, item_rows, person_rows, split
from service_items.forms import DayForm, DutyOfItemForm, DutyOfPersonForm
from service_items.models import Duty, ServiceItem
from service_items.permissions import DUTY_KEEPERS, duty_places, duty_postings, kept_duties
from service_items.services.keep_duties import assign_duty, change_part, end_duty, swap_parts

PER_PAGE = 50
PAST_SHOWN = 100
keepers_only = role_required(*DUTY_KEEPERS)


@keepers_only
def index(request: HttpRequest) -> HttpResponse:
    """To the board of the place that was chosen, or of the first hall."""
    places = duty_places(request.user)
    if wanted := request.GET.get("place"):
        chosen = get_object_or_404(places, code=wanted)
    else:
        chosen = places.filter(kind=Node.Kind.HALL).first() or places.first()
    if chosen is None:
        raise Http404
    query = "?by=person" if request.GET.get("by") == "person" else ""
    return redirect(reverse("service_items:duty_board", args=[chosen.code]) + query)


@keepers_only
def board(request: HttpRequest, place: str) -> HttpResponse:
    """One place: its items with what is missing, or its people with what they serve."""
    here = get_object_or_404(duty_places(request.user), code=place)
    day, query = local_date(), request.GET.get("q", "").strip()[:60]
    by_person, only_gaps = request.GET.get("by") == "person", "gaps" in request.GET
    rows = person_rows(here, day, query) if by_person else item_rows(here, day, query)
    gaps = 0 if by_person else sum(bool(row.gap) for row in rows)
    if only_gaps and not by_person:
        rows = [row for row in rows if row.gap]
    context = {
        "place": here, "places": duty_places(request.user), "query": query, "by_person": by_person,
        "only_gaps": only_gaps, "gaps": gaps, "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_analyse": has_role(request.user, Role.MANAGER),
    }  # fmt: skip
    return render(request, "service_items/duties/board.html", context)


@keepers_only
def item(request: HttpRequest, place: str, code: str) -> HttpResponse:
    """Who serves the item at the place, who did, and one more."""
    here, found = _place_and_item(request, place, code)
    day = local_date()
    postings = Posting.objects.on(day).below(here).filter(person__is_active=True)
    postings = postings.select_related("person", "node", "window").order_by("person__username")
    form = DutyOfItemForm(request.POST or None, postings=postings, initial={"start_on": day})
    if _assigned(request, form, item=found):
        return redirect("service_items:duties_of_item", place, code)
    duties = split(duties_at(here).filter(item=found), day)
    context = {
        "place": here, "item": found, "form": form, "day": day, "open": duties["open"], "by": "item",
        "past": duties["past"][:PAST_SHOWN], "may_swap": any(duty.begun for duty in duties["open"]),
    }  # fmt: skip
    return render(request, "service_items/duties/item.html", context, status=422 if form.errors else 200)


@keepers_only
def posting(request: HttpRequest, posting_id: int) -> HttpResponse:
    """What the person of the posting serves, served, and one more item."""
    found = get_object_or_404(
        duty_postings(request.user).select_related("person", "node", "window", "post"), pk=posting_id
    )
    day = local_date()
    items = ServiceItem.objects.filter(live=True).only("code", "name").order_by("code")
    form = DutyOfPersonForm(request.POST or None, items=items, initial={"start_on": day})
    if _assigned(request, form, posting=found):
        return redirect("service_items:duties_of_person", posting_id)
    duties = split(duties_at(found.node).filter(posting=found).order_by("item__code", "start_on"), day)
    over = found.end_on is not None and found.end_on < day
    context = {
        "posting": found, "place": found.node, "form": None if over else form, "day": day, "by": "person",
        "open": duties["open"], "past": duties["past"][:PAST_SHOWN],
    }  # fmt: skip
    return render(request, "service_items/duties/posting.html", context, status=422 if form.errors else 200)


@keepers_only
@require_POST
def do(request: HttpRequest, duty_id: int, deed: str) -> HttpResponse:
    """End a duty with a day, take back one that has not begun, or change its part from today; back to where one was."""
    duty = get_object_or_404(kept_duties(request.user).select_related("posting__node", "item"), pk=duty_id)
    if deed not in ("end", "cancel", "part"):
        raise Http404
    try:
        messages.success(request, _done(request, duty, deed))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    if request.POST.get("back") == "person":
        return redirect("service_items:duties_of_person", duty.posting_id)
    place = get_object_or_404(duty_places(request.user), code=request.POST.get("place") or duty.posting.node.code)
    return redirect("service_items:duties_of_item", place.code, duty.item.code)


@keepers_only
@require_POST
def swap(request: HttpRequest, place: str, code: str) -> HttpResponse:
    """From today A serves as B and B as A."""
    here, found = _place_and_item(request, place, code)
    try:
        swap_parts(place=here, item=found, start_on=local_date(), by=request.user)
        messages.success(request, _("A、B 角已对调，今天起执行。"))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("service_items:duties_of_item", place, code)


def _place_and_item(request: HttpRequest, place: str, code: str) -> tuple[Node, ServiceItem]:
    return get_object_or_404(duty_places(request.user), code=place), get_object_or_404(ServiceItem, code=code)


def _assigned(request: HttpRequest, form, **known) -> Duty | None:
    """The duty that the form asks for; None, with the reason on the form, if there is none."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        duty = assign_duty(**known, **form.cleaned_data, by=request.user)
    except ValidationError as fault:
        form.add_error(None, fault)
        return None
    words = {"name": duty.posting.person.name, "part": duty.part, "day": duty.start_on.isoformat()}
    messages.success(request, _("%(name)s，%(day)s 起 %(part)s 角。已通知本人。") % words)
    return duty


def _done(request: HttpRequest, duty: Duty, deed: str) -> str:
    name = duty.posting.person.name
    if deed == "part":
        fresh = change_part(duty=duty, start_on=max(filter(None, [local_date(), duty.start_on])), by=request.user)
        return _("%(name)s 改任 %(part)s 角，%(day)s 起。") % {
            "name": name, "part": fresh.part, "day": fresh.start_on.isoformat(),
        }  # fmt: skip
    if deed == "cancel":
        if not duty.start_on or duty.start_on <= local_date():
            raise ValidationError(_("已经开始了，请填最后一天来结束。"))
        end_duty(duty=duty, on=duty.start_on - timedelta(days=1), by=request.user)
        return _("已取消。")
    form = DayForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("请填最后一天，如 2026-11-21。"))
    end_duty(duty=duty, on=form.cleaned_data["day"], by=request.user)
    return _("%(name)s 担任到 %(day)s 为止。") % {"name": name, "day": form.cleaned_data["day"].isoformat()}
