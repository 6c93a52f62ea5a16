"""What this app tells the registries of the apps below."""

from collections.abc import Iterable
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.models import AppraisalEntry
from appraisal.selectors import waiting_objections
from foundation.models import User
from foundation.registries import my_data, tasks
from organisation.models import Role
from organisation.permissions import has_role


def objection_tasks(user: User, at: datetime) -> Iterable[tasks.Task]:
    """Objections that a manager has to answer."""
    if not has_role(user, Role.MANAGER):
        return
    for objection in waiting_objections(user):
        yield tasks.Task(
            kind=_("考核异议"),
            title=_("%(name)s：%(indicator)s")
            % {"name": objection.person.name, "indicator": objection.entry.indicator.name},
            url=f"/appraisal/objections/{objection.pk}/",
            action=_("去答复"),
            detail=objection.text[:80],
            due=datetime.combine(objection.due_on, time(23, 59), timezone.get_default_timezone()),
        )


def my_entries(user: User) -> Iterable[my_data.DataSection]:
    rows = AppraisalEntry.objects.filter(person=user).select_related("period", "indicator").order_by("pk")
    yield my_data.DataSection(
        title=_("考核记录"),
        columns=(_("月份"), _("指标"), _("得分"), _("说明")),
        rows=[(row.period.name, row.indicator.name, str(row.points), row.explanation) for row in rows],
        purpose=_("月度考核"),
    )


def register() -> None:
    tasks.register("appraisal", objection_tasks)
    my_data.register("appraisal", my_entries)
