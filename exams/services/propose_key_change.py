"""Propose a corrected key for a question in use; another person decides.

Reads keys; nothing that serves candidates may import this module.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.errors import ExamProblem
from exams.key_change_selectors import blast_of, outside_scope
from exams.models import KeyChange
from exams.permissions import officers_of, sittings_for_officer
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice
from question_bank.keys import Key, key_of, propose_key
from question_bank.models import QuestionVersion
from question_bank.question_types import get

OPEN = (KeyChange.State.PROPOSED, KeyChange.State.APPROVED)


def corrected_key(version: QuestionVersion, *, given: dict | None = None, everyone: bool, explanation: str) -> Key:
    """The next key: `given`, as the kind's correction form says it, or full marks for everyone. Nothing is stored.

    Raises ValidationError where that is no sound key, or the same one.
    """
    old = key_of(version.pk)
    if everyone:
        new = {**old.key, "everyone": True}
    else:
        new = {name: each for name, each in (given or {}).items() if name != "everyone"}
        if problems := get(version.kind).key_problems(version.content, new):
            raise ValidationError(list(problems.values()))
    if new == old.key:
        raise ValidationError(_("这与现在的答案一样。"))
    return Key(version.pk, old.number + 1, new, explanation.strip() or old.explanation, old.notes)


@transaction.atomic
def propose_key_change(
    *, version: QuestionVersion, key: Key, reason: str, by: User, at: datetime | None = None
) -> KeyChange:
    """The proposal with its blast radius; officers who may agree are told. One at a time.

    Raises ExamProblem "change_waiting", ValidationError without a reason or where it reaches beyond the person's branch.
    """
    QuestionVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if KeyChange.objects.filter(version=version, state__in=OPEN).exists():
        raise ExamProblem("change_waiting")
    if not reason.strip():
        raise ValidationError(_("请写明理由，考生会看到。"))
    if trouble := outside_scope(version, sittings_for_officer(by)):
        raise ValidationError(trouble)
    old = key_of(version.pk)
    number = propose_key(version.pk, key.key, explanation=key.explanation, by=by, reason=reason)
    change = KeyChange.objects.create(
        version=version, old_number=old.number, new_number=number, reason=reason.strip()[:300], proposed_by=by,
        proposed_at=at or database_now(), blast=blast_of(version, key).as_json(),
    )  # fmt: skip
    node = version.question.bank.node
    audit.record("key_change.proposed", by=by, on=change, node_path=node.path, reason=reason, after=change.blast, at=at)
    send_notice(
        to=officers_of(node).exclude(pk=by.pk),
        title=_("有一项更正答案等第二人同意：%(code)s") % {"code": version.question.code},
        body=reason, url=reverse("exams:officer_key_change", args=[change.pk]), key=f"exams.key_change.{change.pk}",
    )  # fmt: skip
    return change
