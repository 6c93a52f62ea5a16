"""What this app tells the registries of the apps below."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from analytics.competence import gaps_by_hall, items_of_nobody
from analytics.permissions import nodes_shown_to
from foundation.models import User
from foundation.registries import tasks
from organisation.models import Role
from organisation.permissions import has_role


def coverage_tasks(user: User, at: datetime) -> Iterable[tasks.Task]:
    """For a manager: that items in the halls cannot be covered."""
    if not has_role(user, Role.MANAGER):
        return
    top = nodes_shown_to(user).first()
    halls = [hall for hall in gaps_by_hall(top, at) if hall.gaps] if top else []
    nobody = sum(row.gap == "nobody" for hall in halls for _item, row in hall.gaps)
    gaps = sum(len(hall.gaps) for hall in halls)
    unassigned = len(items_of_nobody(top, at)) if top else 0
    if gaps or unassigned:
        detail = _("其中 %(nobody)s 处今天没有人能办。") % {"nobody": nobody}
        if unassigned:
            detail += _("另有 %(count)s 项还没有指定 A 角和 B 角。") % {"count": unassigned}
        yield tasks.Task(
            kind=_("AB 角缺口"),
            title=_("%(gaps)s 处不足两人能办") % {"gaps": gaps},
            url="/analytics/competence/",
            action=_("看缺口"),
            detail=detail,
        )


def register() -> None:
    tasks.register("analytics", coverage_tasks)
