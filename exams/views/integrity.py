"""The exam officer's reading of the integrity log."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from exams.integrity_selectors import integrity_log, published_thresholds
from exams.permissions import sittings_for_officer
from organisation.models import Role
from organisation.permissions import role_required


@role_required(Role.EXAM_OFFICER)
def log(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """What was noted in one sitting, with the candidates' own words."""
    sitting = get_object_or_404(sittings_for_officer(request.user), pk=sitting_id)
    page = Paginator(integrity_log(sitting), 30).get_page(request.GET.get("page"))
    context = {"sitting": sitting, "page_obj": page, "thresholds": published_thresholds()}
    return render(request, "exams/officer/integrity.html", context)
