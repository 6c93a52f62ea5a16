"""A second person agrees to a corrected key, or does not."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from exams.errors import ExamProblem
from exams.key_change_selectors import outside_scope, pinned_to_others
from exams.models import KeyChange, PaperVersion, RegradeItem
from exams.permissions import sittings_for_officer
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice
from foundation.sabotage import broken
from question_bank.keys import put_in_force


def lock_change(change_id: int) -> KeyChange:
    """The proposal under its row lock. Raises ExamProblem("wrong_state") once it is decided."""
    change = (
        KeyChange.objects.select_for_update(of=("self",))
        .select_related("version__question__bank__node", "proposed_by")
        .get(pk=change_id)
    )
    if change.state != KeyChange.State.PROPOSED:
        raise ExamProblem("wrong_state", state=change.state)
    return change


@transaction.atomic
def approve_key_change(*, change_id: int, by: User, at: datetime | None = None) -> KeyChange:
    """The key is in force: for practice, for new attempts, and for the attempts listed here to be regraded one by one.

    Raises ExamProblem "wrong_state" or "same_person", ValidationError where it reaches beyond the person's branch.
    """
    change = lock_change(change_id)
    if change.proposed_by_id == by.pk and not broken("second-signature"):
        raise ExamProblem("same_person")
    if trouble := outside_scope(change.version, sittings_for_officer(by)):
        raise ValidationError(trouble)
    change.state, change.approved_by, change.approved_at = KeyChange.State.APPROVED, by, at or database_now()
    change.save(update_fields=["state", "approved_by", "approved_at"])
    put_in_force(change.version_id, change.new_number)
    move_pins_of_papers(change)
    list_attempts(change)
    audit.record(
        "key_change.approved", by=by, on=change, node_path=change.version.question.bank.node.path, at=at,
        reason=change.reason, after={"proposed_by": change.proposed_by.username, "attempts": change.items.count()},
    )  # fmt: skip
    return change


def move_pins_of_papers(change: KeyChange) -> None:
    """Attempts that start from here on are marked by the new key."""
    papers = PaperVersion.objects.filter(questions__version=change.version_id).exclude(key_numbers={})
    for paper in PaperVersion.objects.select_for_update(of=("self",)).filter(pk__in=papers.values("pk")).order_by("pk"):
        paper.key_numbers[str(change.version_id)] = change.new_number
        paper.save(update_fields=["key_numbers"])


def list_attempts(change: KeyChange) -> int:
    """List every attempt that is pinned to another key and not listed yet; how many."""
    listed = set(change.items.values_list("attempt_id", flat=True))
    missing = [pk for pk in pinned_to_others(change.version, change.new_number) if pk not in listed]
    RegradeItem.objects.bulk_create(
        [RegradeItem(change=change, attempt_id=pk) for pk in missing], ignore_conflicts=True, batch_size=500
    )
    return len(missing)


@transaction.atomic
def decline_key_change(*, change_id: int, by: User, reason: str, at: datetime | None = None) -> KeyChange:
    """The proposal is laid aside, by another person or by who proposed it. Raises ExamProblem "wrong_state"."""
    change = lock_change(change_id)
    change.state = KeyChange.State.DECLINED
    change.save(update_fields=["state"])
    audit.record(
        "key_change.declined", by=by, on=change, node_path=change.version.question.bank.node.path, reason=reason, at=at
    )
    if change.proposed_by_id != by.pk:
        send_notice(
            to=[change.proposed_by], title=_("更正答案未获同意：%(code)s") % {"code": change.version.question.code},
            body=reason, key=f"exams.key_change.{change.pk}.declined",
        )  # fmt: skip
    return change
