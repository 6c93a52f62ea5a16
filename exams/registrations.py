"""What exams put into the lists of the layers below: tasks of a person, and links to sittings."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.models import Attempt, Candidacy, PaperQuestion, Sitting
from exams.rules import states
from exams.selectors import my_sittings
from foundation.models import User
from foundation.registries import links, my_data, tasks
from organisation.idle import hold_off
from question_bank import uses
from question_bank.permissions import register_media_rule

KIND = gettext_lazy("考试")


def exam_tasks(user: User, at: datetime) -> Iterator[tasks.Task]:
    """Exams that run, are open or are coming."""
    for mine in my_sittings(user, at):
        if mine.phase == "past":
            continue
        url = reverse("exams:intro", args=[mine.sitting.pk])
        minutes = _("时长 %(minutes)s 分钟") % {"minutes": mine.sitting.limit_seconds // 60}
        if mine.running:
            attempt = reverse("exams:attempt", args=[mine.running.pk])
            yield tasks.Task(KIND, mine.sitting.title, attempt, _("继续作答"), minutes, due=mine.running.deadline_at)
        elif mine.phase == "open":
            yield tasks.Task(KIND, mine.sitting.title, url, _("去考试"), minutes, due=mine.closes_at)
        else:
            opens = timezone.localtime(mine.opens_at).strftime("%m-%d %H:%M")
            detail = _("%(opens)s 开放 · %(minutes)s") % {"opens": opens, "minutes": minutes}
            yield tasks.Task(
                KIND, mine.sitting.title, url, _("看考试说明"), detail, due=mine.closes_at, starts=mine.opens_at
            )


def sitting_link(key: str) -> links.Link | None:
    """("sitting", id) → its intro page, for those who are invited."""
    sitting = Sitting.objects.filter(pk=key).first() if key.isdigit() else None
    if sitting is None:
        return None
    return links.Link(
        "sitting", key, sitting.title, reverse("exams:intro", args=[sitting.pk]),
        lambda user: Candidacy.objects.filter(sitting=sitting, person=user, withdrawn_at=None).exists(),
    )  # fmt: skip


def exams_held(user: User) -> Iterator[my_data.DataSection]:
    """The attempts and results that are held about a person."""
    rows = [
        (each.sitting.title, str(attempt.number), attempt.get_state_display(), _result_text(attempt))
        for each in my_sittings(user, timezone.now()) for attempt in each.attempts
    ]  # fmt: skip
    yield my_data.DataSection(
        _("考试作答与成绩"), (_("考试"), _("第几次"), _("状态"), _("成绩")), rows, _("证明您掌握了办理业务的规定")
    )


def _result_text(attempt) -> str:
    result = getattr(attempt, "result", None)
    return f"{result.score}/{result.full_marks}" if result and result.released_at else ""


def sits_an_exam(user: User) -> bool:
    """Whether an attempt of theirs runs: then nobody is signed out for idling."""
    return Attempt.objects.filter(person=user, state=states.IN_PROGRESS, accept_until__gt=timezone.now()).exists()


def sees_pictures(user: User, question_id: int) -> bool:
    """A question's pictures open for whoever has, or had, it in a paper of their own."""
    return Attempt.objects.filter(person=user, paper_version__questions__version__question=question_id).exists()


def papers_with(question_id: int) -> Iterator[uses.Use]:
    """The papers that hold a version of the question."""
    rows = PaperQuestion.objects.filter(version__question=question_id).select_related("paper_version__paper", "version")
    for row in rows:
        yield uses.Use(_("试卷"), str(row.paper_version.paper), version=row.version.number)


def register() -> None:
    register_media_rule("exams", sees_pictures)
    uses.register("exams", papers_with)
    tasks.register("exams", exam_tasks)
    links.register("sitting", sitting_link)
    my_data.register("exams", exams_held)
    hold_off("exams", sits_an_exam)
