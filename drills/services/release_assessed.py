"""Release a case to people as an assessed drill, and withdraw it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from drills.errors import DrillRefused
from drills.models import AssessedRelease, ScenarioVersion
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice
from organisation.models import Node, Role
from organisation.permissions import has_role, people_in_scope


@transaction.atomic
def release_assessed(
    *,
    version: ScenarioVersion,
    people: Iterable[User],
    node: Node,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    attempts: int = 1,
    at: datetime | None = None,
) -> AssessedRelease:
    """The release; everybody on it gets a notice. Audited.

    Raises DrillRefused if `by` is no officer at `node`, someone is outside the officer's reach, the window is empty,
    or the version is no longer in force.
    """
    chosen, now = list(people), at or database_now()
    _refuse_what_is_wrong(version, chosen, node, opens_at, closes_at, by)
    release = AssessedRelease.objects.create(
        version=version,
        node=node,
        opens_at=opens_at,
        closes_at=closes_at,
        attempts=attempts,
        released_by=by,
        released_at=now,
    )
    release.people.set(chosen)
    after = {"version": str(version), "people": len(chosen), "from": opens_at, "to": closes_at, "attempts": attempts}
    audit.record("drill.released", by=by, on=release, node_path=node.path, after=after, at=now)
    send_notice(
        to=chosen,
        title=_("演练考核：%(title)s") % {"title": version.title},
        body=_("%(start)s 至 %(end)s 之间完成，选定后不能撤回。")
        % {"start": _local(opens_at), "end": _local(closes_at)},
        url=reverse("drills:assessed", args=[release.pk]),
        key=f"drill-release-{release.pk}",
    )
    return release


def _refuse_what_is_wrong(version, chosen, node, opens_at, closes_at, by) -> None:
    if not has_role(by, Role.EXAM_OFFICER, at=node):
        raise DrillRefused(_("您在“%(node)s”没有考务权限。") % {"node": node})
    if not chosen:
        raise DrillRefused(_("还没有选人，请至少选一位。"))
    if closes_at <= opens_at:
        raise DrillRefused(_("截止时间要晚于开始时间。"))
    if version.scenario.current_version_id != version.pk or version.scenario.retired_at:
        raise DrillRefused(_("这个情景已有新版本或已停用，请重新选择。"))
    reach = set(people_in_scope(by, Role.EXAM_OFFICER).values_list("pk", flat=True))
    outside = [person.username for person in chosen if person.pk not in reach]
    if outside:
        raise DrillRefused(_("这些工号不在您的范围内：%(names)s。") % {"names": "、".join(outside)})


def _local(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


@transaction.atomic
def withdraw_release(*, release: AssessedRelease, by: User, at: datetime | None = None) -> AssessedRelease:
    """No run can begin any more; runs already begun may be finished."""
    release = AssessedRelease.objects.select_for_update().get(pk=release.pk)
    if not has_role(by, Role.EXAM_OFFICER, at=release.node):
        raise DrillRefused(_("您在“%(node)s”没有考务权限。") % {"node": release.node})
    if release.withdrawn_at is None:
        release.withdrawn_at = at or database_now()
        release.save(update_fields=["withdrawn_at"])
        audit.record("drill.release_withdrawn", by=by, on=release, node_path=release.node.path, at=at)
    return release
