"""Arrange a sitting."""

from datetime import datetime, timedelta

from django.db import transaction

from exams.models import Blueprint, PaperVersion, Sitting
from foundation import audit
from foundation.models import User
from organisation.models import Node


@transaction.atomic
def open_sitting(
    *,
    title: str,
    node: Node,
    opens_at: datetime,
    closes_at: datetime,
    limit: timedelta,
    by: User,
    paper_version: PaperVersion | None = None,
    blueprint: Blueprint | None = None,
    **rules,
) -> Sitting:
    """The sitting, open to nobody until candidates are invited. `rules` are columns of Sitting (grace_seconds,
    attempts_allowed, cooldown_minutes, order, release_policy, review_policy, pass_percent, announcement …)."""
    if blueprint is not None:
        rules.setdefault("pass_percent", blueprint.pass_percent)
    sitting = Sitting.objects.create(
        title=title, node=node, opens_at=opens_at, closes_at=closes_at, limit_seconds=int(limit.total_seconds()),
        paper_version=paper_version, blueprint=blueprint, created_by=by, **rules,
    )  # fmt: skip
    audit.record(
        "sitting.opened", by=by, on=sitting, node_path=node.path, after={"opens": opens_at, "closes": closes_at}
    )
    return sitting
