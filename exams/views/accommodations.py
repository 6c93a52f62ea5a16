"""The exam officer's page of accommodations: who has extra time or large type, why, until when."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exams.accommodation_forms import AccommodationForm
from exams.permissions import accommodations_for_officer
from exams.services.grant_accommodation import grant_accommodation
from exams.services.revoke_accommodation import revoke_accommodation
from foundation.clock import database_now
from organisation.models import Role
from organisation.permissions import role_required


@role_required(Role.EXAM_OFFICER)
def accommodations(request: HttpRequest) -> HttpResponse:
    """Those in force, those that ended, and the form for a new one."""
    form = AccommodationForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            given = grant_accommodation(by=request.user, **form.cleaned_data)
            messages.success(request, _("已安排，%(name)s 以后的每场考试都照此执行。") % {"name": given.person.name})
            return redirect("exams:officer_accommodations")
        except ValidationError as error:
            form.add_error(None, error)
    now = database_now()
    rows = accommodations_for_officer(request.user).select_related("person", "granted_by", "revoked_by")
    ended = rows.filter(Q(revoked_at__isnull=False) | Q(ends_at__lte=now)).order_by("-granted_at")
    context = {
        "form": form, "holding": rows.holding(now), "now": now,
        "page_obj": Paginator(ended, 20).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "exams/officer/accommodations.html", context)


@require_POST
@role_required(Role.EXAM_OFFICER)
def revoke(request: HttpRequest, accommodation_id: int) -> HttpResponse:
    """End one from now on."""
    found = get_object_or_404(accommodations_for_officer(request.user), pk=accommodation_id)
    revoke_accommodation(accommodation=found, by=request.user)
    messages.success(request, _("已结束。正在作答的那一场不受影响。"))
    return redirect("exams:officer_accommodations")
