"""The officer's check page before results go out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from exams.permissions import sittings_for_officer, versions_for_officer
from exams.release_selectors import check_before_release
from foundation.clock import database_now
from organisation.models import Role
from organisation.permissions import role_required


@role_required(Role.EXAM_OFFICER)
def check(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """What is unfinished, what is unusual; and the release."""
    sitting = get_object_or_404(sittings_for_officer(request.user).select_related("node"), pk=sitting_id)
    found = check_before_release(sitting, database_now())
    weak = versions_for_officer(request.user).filter(pk__in=[row.version.pk for row in found.weak])
    context = {"sitting": sitting, "check": found, "correctable": set(weak.values_list("pk", flat=True))}
    return render(request, "exams/officer/check.html", context)
