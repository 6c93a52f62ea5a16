"""Approve many drafts at once, each under the same rules as one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from foundation import audit
from foundation.clock import database_now
from foundation.facts import announce
from foundation.models import User
from foundation.sabotage import broken
from question_bank.errors import QuestionError, UnsoundQuestion
from question_bank.hashing import content_hash
from question_bank.keys import create_version_keys, draft_keys_of
from question_bank.models import Question, QuestionDraft, QuestionVersion
from question_bank.question_types import get
from question_bank.services.approve_question import FACET_NAMES
from question_bank.signals import question_approved

BATCH = 200


@transaction.atomic
def approve_many(*, questions: Sequence[Question], by: User, at: datetime | None = None) -> list[QuestionVersion]:
    """The new versions, in the order of `questions`. All or none; raises as approve_question does."""
    at = at or database_now()
    ids = [question.pk for question in questions]
    locked = {
        row.pk: row
        for row in Question.objects.select_for_update(of=("self",)).select_related("bank__node").filter(pk__in=ids)
    }
    drafts = {
        draft.question_id: draft
        for draft in QuestionDraft.objects.filter(question_id__in=ids)
        .select_related("author")
        .prefetch_related("service_items", "rules", "editors")
    }
    keys = draft_keys_of([draft.pk for draft in drafts.values()])
    for pk in ids:
        _check(locked[pk], drafts.get(pk), keys, by)
    versions = [_version(locked[pk], drafts[pk], by, at) for pk in ids]
    QuestionVersion.objects.bulk_create(versions, batch_size=BATCH)
    _copy_links(versions, drafts)
    by_version = {version.pk: drafts[version.question_id] for version in versions}
    create_version_keys({pk: (keys[draft.pk], draft.author) for pk, draft in by_version.items()}, batch_size=BATCH)
    for version in versions:
        question = locked[version.question_id]
        question.current_version, question.retired_at, question.retired_reason = version, None, ""
    Question.objects.bulk_update(locked.values(), ["current_version", "retired_at", "retired_reason"], batch_size=BATCH)
    QuestionDraft.objects.filter(question_id__in=ids).delete()
    for version in versions:
        announce(question_approved, key=f"version-{version.pk}", question_id=version.question_id, version_id=version.pk)
    if versions:
        node = next(iter(locked.values())).bank.node
        hashes = {locked[version.question_id].code: version.content_hash for version in versions}
        audit.record(
            "questions.approved",
            by=by,
            kind="question_bank.question",
            label=f"{len(versions)}",
            node_path=node.path,
            after=hashes,
            at=at,
        )
    return versions


def _check(question: Question, draft: QuestionDraft | None, keys: dict, by: User) -> None:
    if draft is None or draft.state != QuestionDraft.State.IN_REVIEW:
        raise QuestionError("not_in_review", question.code)
    wrote = draft.author_id == by.pk or any(editor.pk == by.pk for editor in draft.editors.all())
    if wrote and not broken("no-self-approval"):
        raise QuestionError("own_question", question.code)
    if problems := get(question.kind).problems(draft.content, keys[draft.pk].key):
        raise UnsoundQuestion(problems)


def _version(question: Question, draft: QuestionDraft, by: User, at: datetime) -> QuestionVersion:
    latest = (
        question.versions.order_by("-number").values_list("number", flat=True).first()
        if question.current_version_id
        else 0
    )
    return QuestionVersion(
        question=question, number=(latest or 0) + 1, kind=question.kind, content_hash=content_hash(question.kind, draft.content),
        search_text=draft.search_text, author_id=draft.author_id, approved_by=by, approved_at=at,
        **{name: getattr(draft, name) for name in FACET_NAMES},
    )  # fmt: skip


def _copy_links(versions: list[QuestionVersion], drafts: dict[int, QuestionDraft]) -> None:
    items, rules = QuestionVersion.service_items.through, QuestionVersion.rules.through
    items.objects.bulk_create([
        items(questionversion_id=version.pk, serviceitem_id=item.pk)
        for version in versions for item in drafts[version.question_id].service_items.all()
    ])  # fmt: skip
    rules.objects.bulk_create([
        rules(questionversion_id=version.pk, servicerule_id=rule.pk)
        for version in versions for rule in drafts[version.question_id].rules.all()
    ])  # fmt: skip
