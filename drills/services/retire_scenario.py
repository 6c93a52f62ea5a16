"""Take a case out of the catalogue, or bring it back by publishing again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from drills.models import Scenario
from foundation import audit
from foundation.models import User


@transaction.atomic
def retire_scenario(*, scenario: Scenario, by: User, at: datetime | None = None) -> Scenario:
    """Nobody can begin it any more; runs and versions stay."""
    scenario = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    if scenario.retired_at is None:
        scenario.retired_at = at or timezone.now()
        scenario.save(update_fields=["retired_at"])
        audit.record("scenario.retired", by=by, on=scenario, node_path=scenario.node.path, at=at)
    return scenario
