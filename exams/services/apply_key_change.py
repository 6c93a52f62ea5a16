"""Regrade all attempts that an approved key change touches, one transaction each; killed, it goes on where it was."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.key_change_selectors import concerned, progress_of
from exams.models import KeyChange
from exams.services.decide_key_change import list_attempts
from exams.services.regrade_attempt import regrade_attempt
from foundation import audit
from foundation.clock import database_now
from foundation.notices import send_notice
from foundation.sabotage import broken

AT_ONCE = 200
WATCHED = timedelta(days=1)  # an attempt that began while the change was signed may still be pinned to the old key


def apply_key_change(*, change_id: int, at: datetime | None = None) -> int:
    """How many attempts this call regraded. Any number may run at once, and again; each attempt is done once."""
    change = KeyChange.objects.select_related("version").get(pk=change_id)
    if change.state not in (KeyChange.State.APPROVED, KeyChange.State.APPLIED):
        return 0
    done = 0
    open_items = change.items.filter(done_at=None).order_by("pk")
    while True:
        batch = list(open_items.values_list("pk", flat=True)[:AT_ONCE])
        if broken("regrade-resumes"):  # says it is done before it is
            batch = list(open_items.values_list("pk", flat=True))
            open_items.update(done_at=database_now())
        for item_id in batch:
            done += regrade_attempt(item_id=item_id, at=at)
        if not batch and not list_attempts(change):
            break
    finish(change_id, at)
    return done


@transaction.atomic
def finish(change_id: int, at: datetime | None) -> None:
    """Once every listed attempt is done: applied, recorded, and both persons told."""
    change = (
        KeyChange.objects.select_for_update(of=("self",))
        .select_related("version__question__bank__node", "proposed_by", "approved_by")
        .get(pk=change_id)
    )
    done, listed = progress_of(change)
    if change.state != KeyChange.State.APPROVED or done < listed:
        return
    change.state, change.applied_at = KeyChange.State.APPLIED, at or database_now()
    change.save(update_fields=["state", "applied_at"])
    moved = change.result_changes.count()
    audit.record(
        "key_change.applied", by=None, on=change, node_path=change.version.question.bank.node.path, at=at,
        after={"attempts": done, "results_moved": moved},
    )  # fmt: skip
    send_notice(
        to=concerned(change),
        title=_("重评完成：%(code)s") % {"code": change.version.question.code},
        body=_("重评 %(attempts)s 份作答，%(moved)s 份成绩有变动，已通知本人。") % {"attempts": done, "moved": moved},
        url=reverse("exams:officer_key_change", args=[change.pk]), key=f"exams.key_change.{change.pk}.applied",
    )  # fmt: skip


def apply_waiting(*, at: datetime | None = None) -> int:
    """The sweep: go on with every approved change, and catch attempts that slipped by one applied lately."""
    now = at or database_now()
    waiting = KeyChange.objects.filter(
        Q(state=KeyChange.State.APPROVED) | Q(state=KeyChange.State.APPLIED, applied_at__gt=now - WATCHED)
    )
    return sum(apply_key_change(change_id=pk, at=at) for pk in waiting.order_by("pk").values_list("pk", flat=True))
