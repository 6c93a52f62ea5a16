"""Approve a draft: it becomes the next version, in force from now."""

from datetime import datetime

from django.db import transaction

from foundation import audit
from foundation.clock import database_now
from foundation.facts import announce
from foundation.models import User
from foundation.sabotage import broken
from question_bank.errors import QuestionError, UnsoundQuestion
from question_bank.hashing import content_hash
from question_bank.models import Question, QuestionDraft, QuestionVersion, VersionKey
from question_bank.models.facets import Facets
from question_bank.question_types import get
from question_bank.signals import question_approved

FACET_NAMES = tuple(field.name for field in Facets._meta.get_fields())


@transaction.atomic
def approve_question(*, question: Question, by: User, at: datetime | None = None) -> QuestionVersion:
    """The new version. The one in force before stays as it is; papers keep the version that they were built from.

    Raises QuestionError: "not_in_review"; "own_question" for anybody who wrote at the draft; UnsoundQuestion.
    """
    question = Question.objects.select_for_update(of=("self",)).select_related("bank__node").get(pk=question.pk)
    draft = QuestionDraft.objects.select_for_update().filter(question=question).first()
    if draft is None or draft.state != QuestionDraft.State.IN_REVIEW:
        raise QuestionError("not_in_review")
    if draft.written_by(by) and not broken("no-self-approval"):
        raise QuestionError("own_question")
    if problems := get(question.kind).problems(draft.content, draft.key_row.key):
        raise UnsoundQuestion(problems)
    version = freeze(question=question, draft=draft, by=by, at=at or database_now())
    draft.delete()
    audit.record(
        "question.approved", by=by, on=question, node_path=question.bank.node.path,
        after={"version": version.number, "hash": version.content_hash}, at=at,
    )  # fmt: skip
    announce(question_approved, key=f"version-{version.pk}", question_id=question.pk, version_id=version.pk)
    return version


def freeze(*, question: Question, draft: QuestionDraft, by: User, at: datetime) -> QuestionVersion:
    """Write the draft down as the question's next version, with its key, and put it in force."""
    latest = question.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = QuestionVersion.objects.create(
        question=question,
        number=latest + 1,
        kind=question.kind,
        content_hash=content_hash(question.kind, draft.content),
        search_text=draft.search_text,
        author=draft.author,
        approved_by=by,
        approved_at=at,
        **{name: getattr(draft, name) for name in FACET_NAMES},
    )
    version.service_items.set(draft.service_items.all())
    version.rules.set(draft.rules.all())
    secret = draft.key_row
    VersionKey.objects.create(
        version=version, key=secret.key, explanation=secret.explanation, notes=secret.notes, created_by=draft.author
    )
    question.current_version = version
    question.retired_at, question.retired_reason = None, ""
    question.save(update_fields=["current_version", "retired_at", "retired_reason"])
    return version
