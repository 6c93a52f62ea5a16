"""Freeze the draft of a case as its next version."""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from drills.errors import DrillRefused, LintRefused
from drills.models import Scenario, ScenarioVersion
from drills.selectors import changes_since
from drills.services.lint_scenario import lint_content
from foundation import audit
from foundation.models import User


def content_hash(content: dict) -> str:
    """SHA-256 over the canonical JSON of a case."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def publish_scenario(*, scenario: Scenario, by: User, at: datetime | None = None) -> ScenarioVersion:
    """The new version, in force at once; the version in force again if nothing changed since, neither the draft nor,
    in effect or announced, its service items (publishing again after such a change says: it was looked at and holds).

    Raises LintRefused with the findings if any blocks. The linter runs before the transaction: it explores every path.
    """
    scenario = Scenario.objects.get(pk=scenario.pk)
    messages = lint_content(scenario.content)
    if any(message.blocks for message in messages):
        raise LintRefused(messages)
    return _freeze(scenario, by, at or timezone.now())


@transaction.atomic
def _freeze(linted: Scenario, by: User, now: datetime) -> ScenarioVersion:
    scenario = Scenario.objects.select_for_update().get(pk=linted.pk)
    digest = content_hash(scenario.content)
    if digest != content_hash(linted.content):
        raise DrillRefused(_("发布时草稿又被改动了，请重新检查后再发布。"))
    current = scenario.current_version
    same = current is not None and current.content_hash == digest
    if same and not scenario.retired_at and not changes_since(current).exists():
        return current
    version = ScenarioVersion.objects.create(
        scenario=scenario,
        number=scenario.versions.count() + 1,
        title=scenario.title,
        content=scenario.content,
        content_hash=digest,
        published_at=now,
        published_by=by,
    )
    version.service_items.set(scenario.service_items.all())
    version.rules.set(scenario.rules.all())
    scenario.current_version, scenario.retired_at = version, None
    scenario.save(update_fields=["current_version", "retired_at"])
    audit.record(
        "scenario.published",
        by=by,
        on=scenario,
        node_path=scenario.node.path,
        after={"version": version.number, "hash": digest},
        at=now,
    )
    return version
