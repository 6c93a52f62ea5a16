"""The ten demo cases, published through the real services, and two months of runs. Local values are labelled 演示口径."""

import json
from datetime import date, timedelta
from pathlib import Path

from drills.demo_runs import hall_time, load_runs
from drills.models import Scenario
from drills.services.publish_scenario import publish_scenario
from drills.services.save_draft import create_scenario
from foundation.models import User
from organisation.models import Node, Role
from organisation.permissions import nodes_in_scope

CASES = Path(__file__).parent / "demo_data"
PUBLISHED_DAYS_AGO = 75


def load(today: date) -> None:
    """Load what is not there yet; dates are relative to `today`."""
    trainer = User.objects.get(username="trainer")
    node = _home_of(trainer)
    at = hall_time(today - timedelta(days=PUBLISHED_DAYS_AGO), 9)
    for path in sorted(CASES.glob("D*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        scenario = Scenario.objects.filter(key=content["key"]).first()
        scenario = scenario or create_scenario(content=content, node=node, by=trainer, at=at)
        if scenario.current_version is None:
            publish_scenario(scenario=scenario, by=trainer, at=at)
    load_runs(today)


def _home_of(trainer: User) -> Node:
    """The highest node at which the trainer trains."""
    return nodes_in_scope(trainer, Role.TRAINER).order_by("depth", "path").first()
