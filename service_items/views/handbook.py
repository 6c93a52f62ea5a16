"""The pocket handbook: choose items, take the PDF away."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from foundation.clock import local_date
from foundation.typesetting import UnprintableText
from organisation.models import Posting
from service_items.documents.handbook import handbook
from service_items.models import Duty, ReceptionPhrase, ServiceItem
from service_items.selectors import phrases_by_moment, versions_in_force

MOST = 60
PER_PAGE = 60


def choose(request: HttpRequest) -> HttpResponse:
    """The items with ticks: first those that are ticked, at the beginning the ones that the person serves; then the
    others that ?q= finds, a page at a time. One form holds it all, so that a search keeps the ticks."""
    served = set(Duty.objects.on(local_date()).filter(posting__person=request.user).values_list("item_id", flat=True))
    items = ServiceItem.objects.filter(live=True, current_version__isnull=False).only("code", "name")
    ticked = Q(pk__in=served) if "q" not in request.GET else Q(code__in=request.GET.getlist("item")[: 2 * MOST])
    query = request.GET.get("q", "").strip()[:60]
    others = items.exclude(ticked)
    if query:
        others = others.filter(
            Q(code__icontains=query)
            | Q(name__icontains=query)
            | Q(short_name__icontains=query)
            | Q(pinyin__icontains=query)
        )
    context = {
        "ticked": items.filter(ticked), "served": served, "query": query, "most": MOST,
        "page": Paginator(others, PER_PAGE).get_page(request.GET.get("page")),
        "has_phrases": ReceptionPhrase.objects.exists(), "phrases": "q" not in request.GET or "phrases" in request.GET,
    }  # fmt: skip
    return render(request, "service_items/handbook.html", context)


def print_pdf(request: HttpRequest) -> HttpResponse:
    """The PDF of the items named by ?item=CODE, in the order of the catalogue."""
    now = timezone.now()
    codes = request.GET.getlist("item")
    chosen = versions_in_force(codes[: MOST + 1], local_date(now))
    problem = ""
    if not chosen:
        problem = _("先勾上要带在身边的事项。")
    elif len(chosen) > MOST:
        problem = _("一本最多 %s 个事项，请分几本打印。") % MOST
    if not problem:
        try:
            data = handbook(
                chosen, hall=_hall_of(request.user), by=request.user.name, at=now,
                phrases=phrases_by_moment() if "phrases" in request.GET else (),
            )  # fmt: skip
        except UnprintableText as fault:
            problem = _("没有字库能写出“%s”，请管理员加字库。") % fault.characters
    if problem:
        messages.info(request, problem)
        return redirect("service_items:handbook")
    response = HttpResponse(data, content_type="application/pdf")
    name = f"{_('窗口业务接待手册')}-{local_date(now).isoformat()}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _hall_of(user) -> str:
    posting = Posting.objects.on(local_date()).filter(person=user).select_related("node").first()
    return posting.node.name if posting else settings.SITE_NAME
