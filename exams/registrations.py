"""What exams put into the lists of the layers below: tasks of a person, and links to sittings."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.models import (
    Appeal,
    Attempt,
    AttemptPaper,
    Candidacy,
    KeyChange,
    PaperQuestion,
    PaperVersion,
    Result,
    Sitting,
)
from exams.permissions import (
    appeals_for_officer,
    attempts_for_officer,
    judged_by_people,
    key_changes_for_officer,
    papers_for_officer,
)
from exams.release_selectors import open_reopenings, open_voidings, with_late_answers
from exams.rules import states
from exams.selectors import my_sittings
from exams.services.claim_task import claimable
from exams.services.grant_accommodation import in_words
from foundation.ids import typed_id
from foundation.models import User
from foundation.registries import links, my_data, tasks
from organisation.idle import hold_off
from organisation.models import Role
from organisation.permissions import has_role
from question_bank import uses
from question_bank.models import QuestionVersion
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
        elif mine.startable:
            yield tasks.Task(KIND, mine.sitting.title, url, _("去考试"), minutes, due=mine.closes_at)
        else:
            starts = mine.again_at or mine.opens_at
            opens = timezone.localtime(starts).strftime("%m-%d %H:%M")
            detail = _("%(opens)s 开放 · %(minutes)s") % {"opens": opens, "minutes": minutes}
            yield tasks.Task(KIND, mine.sitting.title, url, _("看考试说明"), detail, due=mine.closes_at, starts=starts)


def marking_tasks(user: User, at: datetime) -> Iterator[tasks.Task]:
    """Answers that wait for this marker, one slip per sitting."""
    if not has_role(user, Role.MARKER):
        return
    waiting = claimable(user, at).values_list("attempt__sitting__title").annotate(Count("pk"))
    for title, count in waiting.order_by("attempt__sitting__closes_at"):
        detail = _("%(count)s 份作答等您评") % {"count": count}
        yield tasks.Task(_("评卷"), title, reverse("exams:marking"), _("去评卷"), detail)


def appeal_tasks(user: User, at: datetime) -> Iterator[tasks.Task]:
    """Appeals that wait for an answer, each with its due date; one query."""
    if not has_role(user, Role.EXAM_OFFICER):
        return
    waiting = appeals_for_officer(user).filter(state=Appeal.State.OPEN)
    for appeal in waiting.select_related("attempt__sitting", "person"):
        said = {"title": appeal.attempt.sitting.title, "number": appeal.number}
        yield tasks.Task(
            _("成绩申诉"), _("%(title)s 第 %(number)s 题") % said, reverse("exams:officer_appeal", args=[appeal.pk]),
            _("去答复"), appeal.reason[:60], due=appeal.due_at,
        )  # fmt: skip


def signature_tasks(user: User, at: datetime) -> Iterator[tasks.Task]:
    """Papers that wait for this officer's signature, being another's; one query."""
    if not has_role(user, Role.EXAM_OFFICER):
        return
    waiting = PaperVersion.objects.filter(paper__in=papers_for_officer(user), state=PaperVersion.State.FROZEN)
    for version in waiting.exclude(published_by=user).select_related("paper", "published_by").defer("payload"):
        url = reverse("exams:officer_paper", args=[version.pk])
        by = _("%(name)s 提交") % {"name": version.published_by.name}
        yield tasks.Task(_("试卷待签发"), version.paper.title, url, _("核对并签发"), by)


def key_change_tasks(user: User, at: datetime) -> Iterator[tasks.Task]:
    """Corrections of keys that wait for a second person; one query."""
    if not has_role(user, Role.EXAM_OFFICER):
        return
    waiting = key_changes_for_officer(user).filter(state=KeyChange.State.PROPOSED).exclude(proposed_by=user)
    for change in waiting.select_related("version__question"):
        url = reverse("exams:officer_key_change", args=[change.pk])
        yield tasks.Task(_("更正答案"), change.version.question.code, url, _("看影响并决定"), change.reason[:60])


def decision_tasks(user: User, at: datetime) -> Iterator[tasks.Task]:
    """Attempts that stand still, have late answers or a request to reopen or make void, on which this officer may decide;
    four queries."""
    if not has_role(user, Role.EXAM_OFFICER):
        return
    mine = attempts_for_officer(user)
    for attempt in mine.filter(state=states.SUSPENDED).select_related("sitting", "person").order_by("suspended_at"):
        url = reverse("exams:officer_attempt", args=[attempt.pk])
        since = _("%(at)s 起停着，考生在等您恢复计时。") % {
            "at": f"{timezone.localtime(attempt.suspended_at):%m-%d %H:%M}"
        }
        yield tasks.Task(_("已暂停的作答"), f"{attempt.sitting.title} · {attempt.person.name}", url, _("去恢复"), since)
    for attempt in with_late_answers(mine).exclude(late_responses__proposed_by=user):
        url = reverse("exams:officer_attempt", args=[attempt.pk])
        yield tasks.Task(_("迟到的作答"), f"{attempt.sitting.title} · {attempt.person.name}", url, _("去决定"))
    for asked in open_reopenings(mine).exclude(asked_by=user):
        title = f"{asked.attempt.sitting.title} · {asked.attempt.person.name}"
        url = reverse("exams:officer_attempt", args=[asked.attempt_id])
        yield tasks.Task(_("申请重开作答"), title, url, _("去决定"), asked.reason)
    for asked in open_voidings(mine).exclude(asked_by=user):
        title = f"{asked.attempt.sitting.title} · {asked.attempt.person.name}"
        url = reverse("exams:officer_attempt", args=[asked.attempt_id])
        yield tasks.Task(_("申请作废作答"), title, url, _("去决定"), asked.reason)


def sitting_link(key: str) -> links.Link | None:
    """("sitting", id) → its intro page, for those who are invited."""
    sitting = Sitting.objects.filter(pk=typed_id(key)).first()
    if sitting is None:
        return None
    return links.Link(
        "sitting", key, sitting.title, reverse("exams:intro", args=[sitting.pk]),
        lambda user: Candidacy.objects.filter(sitting=sitting, person=user, withdrawn_at=None).exists(),
        ends_at=sitting.closes_at,
    )  # fmt: skip


def result_link(key: str) -> links.Link | None:
    """("result", id) → the released result's page, for the person whose it is."""
    rows = Result.objects.filter(pk=typed_id(key), released_at__isnull=False)
    result = rows.select_related("sitting").first()
    if result is None:
        return None
    return links.Link(
        "result", key, result.sitting.title, reverse("exams:result", args=[result.attempt_id]),
        lambda user: user.pk == result.person_id,
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


def accommodations_held(user: User) -> Iterator[my_data.DataSection]:
    """What was arranged for a person's exams, with the reason that was written down."""
    rows = [
        (in_words(each), each.reason, f"{timezone.localtime(each.granted_at):%Y-%m-%d}",
         f"{timezone.localtime(ended):%Y-%m-%d}" if (ended := each.revoked_at or each.ends_at) else "")
        for each in user.accommodations.order_by("-granted_at")
    ]  # fmt: skip
    if rows:
        yield my_data.DataSection(
            _("考试合理便利"), (_("安排"), _("依据"), _("起"), _("止")), rows, _("考试时按需要给您加时或放大字号")
        )


def _result_text(attempt) -> str:
    result = getattr(attempt, "result", None)
    return f"{result.score}/{result.full_marks}" if result and result.released_at else ""


def sits_an_exam(user: User, since: datetime) -> bool:
    """Whether an attempt of theirs runs, or was answered or handed in after `since`: then they are not idle."""
    runs = Q(state=states.IN_PROGRESS, accept_until__gt=timezone.now()) | Q(state=states.SUSPENDED)
    lately = Q(seen_at__gt=since) | Q(closed_at__gt=since)
    return Attempt.objects.filter(runs | lately, person=user).exists()


def sees_pictures(user: User, question_id: int) -> bool:
    """A question's pictures open for whoever has it in a paper that runs or a review, and for who sets, signs or marks it."""
    set_here = PaperQuestion.objects.filter(paper_version__paper__in=papers_for_officer(user))
    if set_here.filter(version__question=question_id).exists():
        return True
    if judged_by_people(user).filter(version__question=question_id).exists():
        return True
    shown = Q(attempt__state=states.IN_PROGRESS, attempt__accept_until__gte=Now()) | Q(attempt__review__isnull=False)
    held_here = Q(attempt__paper_version__questions__version__question=question_id)
    papers = AttemptPaper.objects.filter(shown, held_here, attempt__person=user)
    versions = {str(pk) for pk in QuestionVersion.objects.filter(question=question_id).values_list("pk", flat=True)}
    return any(versions & held.keys() for held in papers.values_list("key_numbers", flat=True))


def papers_with(question_id: int) -> Iterator[uses.Use]:
    """The papers that hold a version of the question."""
    rows = PaperQuestion.objects.filter(version__question=question_id).select_related("paper_version__paper", "version")
    for row in rows:
        yield uses.Use(_("试卷"), str(row.paper_version.paper), version=row.version.number)


def register() -> None:
    register_media_rule("exams", sees_pictures)
    uses.register("exams", papers_with)
    tasks.register("exams", exam_tasks)
    tasks.register("marking", marking_tasks)
    tasks.register("appeals", appeal_tasks)
    tasks.register("exam_decisions", decision_tasks)
    tasks.register("key_changes", key_change_tasks)
    tasks.register("signatures", signature_tasks)
    links.register("sitting", sitting_link)
    links.register("result", result_link)
    my_data.register("exams", exams_held)
    my_data.register("accommodations", accommodations_held)
    hold_off("exams", sits_an_exam)
