"""What trainers and reviewers see of their questions. Never for candidates' pages."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from foundation.models import User
from organisation.models import Role
from organisation.permissions import in_scope
from question_bank.models import Question, QuestionDraft, QuestionVersion
from question_bank.permissions import questions_of
from question_bank.text import searchable
from service_items.models import ServiceItemChange
from service_items.selectors import STALING, stale_condition

STATES = ("in_force", "draft", "in_review", "returned", "stale", "retired", "to_verify")


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; empty fields do not narrow."""

    q: str = ""
    bank: str = ""
    kind: str = ""
    topic: str = ""
    item: str = ""
    rule: str = ""
    state: str = ""
    mine: str = ""


def stale_versions(on: date) -> QuerySet[QuestionVersion]:
    """Versions in force that a change has made stale on day `on`."""
    condition = stale_condition(related_name="question_versions", reviewed_at="approved_at", on=on)
    return QuestionVersion.objects.in_force().filter(condition)


def listed_questions(user: User, wanted: Filter, on: date) -> QuerySet[Question]:
    """The person's questions, the latest first, narrowed, with `is_stale`; drafts and versions come along."""
    rows = questions_of(user)
    for narrow in (_by_text, _by_facets, _by_state):
        rows = narrow(rows, wanted, on)
    if wanted.mine:
        rows = rows.filter(author=user)
    return (
        rows.annotate(is_stale=Exists(stale_versions(on).filter(pk=OuterRef("current_version"))))
        .select_related("bank", "author", "current_version__topic", "draft__topic")
        .prefetch_related(
            "current_version__service_items", "current_version__rules", "draft__service_items", "draft__rules"
        )
        .order_by("-pk")
    )


def _by_text(rows: QuerySet, wanted: Filter, on: date) -> QuerySet:
    if not (words := searchable(wanted.q)):
        return rows
    return rows.filter(
        Q(current_version__search_text__contains=words)
        | Q(draft__search_text__contains=words)
        | Q(code__icontains=wanted.q.strip())
    )


def _by_facets(rows: QuerySet, wanted: Filter, on: date) -> QuerySet:
    if wanted.bank:
        rows = rows.filter(bank__slug=wanted.bank)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.topic:
        rows = rows.filter(Q(current_version__topic__code=wanted.topic) | Q(draft__topic__code=wanted.topic))
    for value, field in ((wanted.item, "service_items"), (wanted.rule, "rules")):
        if value:
            versions = QuestionVersion.objects.filter(question__current_version=F("pk"), **{f"{field}__code": value})
            drafts = QuestionDraft.objects.filter(**{f"{field}__code": value})
            rows = rows.filter(Q(current_version__in=versions) | Q(draft__in=drafts))
    return rows


def _by_state(rows: QuerySet, wanted: Filter, on: date) -> QuerySet:
    if wanted.state == "retired":
        return rows.exclude(retired_at=None)
    if wanted.state in QuestionDraft.State.values:
        return rows.filter(draft__state=wanted.state)
    if wanted.state == "stale":
        return rows.filter(current_version__in=stale_versions(on))
    if wanted.state == "in_force":
        return rows.filter(retired_at=None).exclude(current_version=None)
    if wanted.state == "to_verify":
        return rows.filter(Q(current_version__to_verify=True) | Q(draft__to_verify=True))
    return rows


def editable_questions(user: User) -> QuerySet[Question]:
    """Those that the person may change: a trainer at the bank's node or above it."""
    return in_scope(Question.objects.all(), user, Role.TRAINER, field="bank__node")


def reviewable_drafts(user: User) -> QuerySet[QuestionDraft]:
    """Drafts that wait for this reviewer: in scope, handed in, and not their own; the longest waiting first."""
    waiting = QuestionDraft.objects.filter(state=QuestionDraft.State.IN_REVIEW)
    scoped = in_scope(waiting, user, Role.REVIEWER, field="question__bank__node")
    return scoped.exclude(author=user).exclude(editors=user).order_by("submitted_at", "pk")


def returned_drafts(user: User) -> QuerySet[QuestionDraft]:
    """The person's own drafts that a reviewer gave back."""
    return QuestionDraft.objects.filter(state=QuestionDraft.State.RETURNED, author=user)


def staling_changes_of(version: QuestionVersion, on: date) -> QuerySet[ServiceItemChange]:
    """The changes that make the version stale on day `on`, or will make it so."""
    return ServiceItemChange.objects.filter(
        item__question_versions=version, severity__in=STALING, announced_at__gt=version.approved_at
    ).select_related("item")
