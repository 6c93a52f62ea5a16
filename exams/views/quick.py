"""The exam officer's quick exam: one page, and a second officer's signature."""

import secrets
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.models import Sitting
from exams.permissions import officers_of
from exams.quick_forms import QuickExamForm, usable
from exams.services.set_quick_exam import keep_chosen, pick_versions, set_quick_exam
from foundation.models import User
from organisation.models import Posting, Role
from organisation.permissions import role_required
from question_bank.models import QuestionVersion


@role_required(Role.EXAM_OFFICER)
def quick_exam(request: HttpRequest) -> HttpResponse:
    """Set a quick exam; "list" gives the page back with the questions of the scope to tick."""
    form = QuickExamForm(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            sitting = _set(form.cleaned_data, request.user)
            messages.success(request, _("已提交。请另一位考务员签发，签发后考生才能开始。"))
            return redirect("exams:officer_sitting", sitting_id=sitting.pk)
        except ValidationError as error:
            form.add_error("chosen" if form.cleaned_data["chosen"] else "count", error)
    return render(request, "exams/officer/quick.html", {"form": form})


def _set(data: dict, officer: User) -> Sitting:
    return set_quick_exam(
        title=data["title"], node=data["node"], versions=_versions(data), people=_people(data),
        opens_at=data["opens_at"], closes_at=data["closes_at"], limit=timedelta(minutes=data["minutes"]), by=officer,
        pass_percent=data["pass_percent"], attempts_allowed=data["attempts_allowed"],
    )  # fmt: skip


def _versions(data: dict) -> list[QuestionVersion]:
    """The ticked questions, or so many of the scope at random. Raises ValidationError."""
    day = timezone.localdate(data["opens_at"])
    if data["chosen"]:
        return keep_chosen(data["chosen"], usable=usable(bank=data["bank"], day=day))
    scope = {name: data[name] for name in ("bank", "topic", "service_item", "objective_only")}
    return pick_versions(usable(**scope, day=day), count=data["count"], seed=secrets.randbits(62))


def _people(data: dict) -> list[User]:
    if data["people"]:
        return list(data["people"])
    present = Posting.objects.present(timezone.localdate(data["opens_at"])).below(data["node"])
    knowing = officers_of(data["node"])
    return [posting.person for posting in present.exclude(person__in=knowing).select_related("person")]
