"""Officers' pages in the Wagtail admin: assessed drills released, and how they went."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.errors import DrillRefused
from drills.forms import ReleaseForm
from drills.models import AssessedRelease, Run
from drills.services.close_overdue_runs import close_overdue_runs
from drills.services.release_assessed import release_assessed, withdraw_release
from organisation.models import Role
from organisation.permissions import in_scope, role_required

officers_only = role_required(Role.EXAM_OFFICER)


def _releases(user):
    return in_scope(AssessedRelease.objects.all(), user, Role.EXAM_OFFICER)


@require_GET
@officers_only
def index(request: HttpRequest) -> HttpResponse:
    """Releases within the officer's reach, newest first."""
    releases = _releases(request.user).select_related("version__scenario", "node", "released_by")
    releases = releases.annotate(people_count=Count("people", distinct=True)).defer("version__content")
    return render(request, "drills/admin/releases.html", {"releases": releases, "now": timezone.now()})


@require_http_methods(["GET", "POST"])
@officers_only
def create(request: HttpRequest) -> HttpResponse:
    """Release a case to people."""
    form = ReleaseForm(request.POST or None, officer=request.user)
    if form.is_valid():
        data = form.cleaned_data
        try:
            release = release_assessed(
                version=data["scenario"].current_version,
                people=form.people,
                node=data["node"],
                opens_at=data["opens_at"],
                closes_at=data["closes_at"],
                attempts=data["attempts"],
                by=request.user,
            )
            messages.success(request, _("已下发给 %(count)s 人，并已通知。") % {"count": len(form.people)})
            return redirect("drills_admin:release", pk=release.pk)
        except DrillRefused as error:
            form.add_error(None, str(error))
    context = {"form": form, "title": _("下发演练考核"), "submit": _("下发并通知")}
    return render(request, "drills/admin/form.html", context, status=422 if form.errors else 200)


@require_GET
@officers_only
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has taken it and with what result."""
    release = get_object_or_404(_releases(request.user).select_related("version__scenario", "node"), pk=pk)
    close_overdue_runs()
    best: dict[int, Run] = {}
    for run in release.runs.order_by("started_at"):
        kept = best.get(run.person_id)
        if kept is None or (run.passed, run.score or 0) >= (kept.passed, kept.score or 0):
            best[run.person_id] = run
    rows = [(person, best.get(person.pk)) for person in release.people.order_by("username")]
    return render(request, "drills/admin/release.html", {"release": release, "rows": rows})


@require_POST
@officers_only
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop new runs on the release."""
    release = get_object_or_404(_releases(request.user), pk=pk)
    withdraw_release(release=release, by=request.user)
    messages.success(request, _("已撤回，不能再开始新的考核；已开始的可以走完。"))
    return redirect("drills_admin:release", pk=pk)
