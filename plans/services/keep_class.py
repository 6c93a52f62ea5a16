"""Set up a class, choose its outcome check, and record who came."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.models import User
from plans.models import Attendance, PlanStep, TrainingClass
from question_bank.models import Check, CheckResult


@transaction.atomic
def keep_class(*, training_class: TrainingClass, by: User, at: datetime | None = None) -> TrainingClass:
    """Store a class, new or changed, as its form filled it; plans show its present title."""
    created = training_class.pk is None
    if created:
        training_class.created_by = by
    training_class.save()
    PlanStep.objects.filter(kind=PlanStep.Kind.CLASS, key=str(training_class.pk)).update(title=training_class.title)
    after = {"title": training_class.title, "starts_at": training_class.starts_at, "place": training_class.place}
    verb = "class.created" if created else "class.changed"
    audit.record(verb, by=by, on=training_class, node_path=training_class.node.path, after=after, at=at)
    return training_class


@transaction.atomic
def set_outcome_check(
    *, training_class: TrainingClass, check: Check | None, by: User, at: datetime | None = None
) -> TrainingClass:  # fmt: skip
    """The class with its check. Raises ValidationError once somebody has taken the present one."""
    found = TrainingClass.objects.select_for_update(of=("self",)).select_related("node").get(pk=training_class.pk)
    if found.outcome_check_id and CheckResult.objects.filter(check_set=found.outcome_check_id).exists():
        raise ValidationError(_("已经有人做过这份检测，不能再换题。"))
    found.outcome_check = check
    found.save(update_fields=["outcome_check"])
    after = {"questions": check.entries.count() if check else 0, "pass_count": check.pass_count if check else 0}
    audit.record("class.changed", by=by, on=found, node_path=found.node.path, after=after, at=at)
    return found


@transaction.atomic
def record_attendance(
    *, training_class: TrainingClass, people: Iterable[User], by: User, among: Iterable[User] = (),
    at: datetime | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Record who came; whoever of `among` is not in `people` is taken off. How many were added and taken off.

    Nobody records their own presence. Raises ValidationError before the class begins.
    """
    at = at or timezone.now()
    found = TrainingClass.objects.select_for_update(of=("self",)).select_related("node").get(pk=training_class.pk)
    if at < found.starts_at:
        raise ValidationError(_("还没有开始，到时再登记。"))
    came = {person.pk: person for person in people}
    known = set(found.attendances.values_list("person_id", flat=True))
    if by.pk in came.keys() - known:
        raise ValidationError(_("自己的到课要由另一位同事登记。"))
    added = [person for pk, person in came.items() if pk not in known]
    gone = found.attendances.filter(person__in=[person.pk for person in among if person.pk not in came])
    gone_names = list(gone.values_list("person__username", flat=True))
    gone.delete()
    Attendance.objects.bulk_create(
        Attendance(training_class=found, person=person, recorded_by=by, recorded_at=at) for person in added
    )
    if added or gone_names:
        after = {"added": [person.username for person in added], "removed": gone_names}
        audit.record("class.attended", by=by, on=found, node_path=found.node.path, after=after, at=at)
    return len(added), len(gone_names)
