import pytest

from drills.models import Scenario
from drills.services.publish_scenario import publish_scenario
from drills.services.save_draft import create_scenario
from service_items.models import ServiceItem, ServiceRule
from tests.drills.cases import case


@pytest.fixture
def catalogue(db):
    """The rules and service items that the cases name."""
    for number in range(1, 21):
        ServiceRule.objects.get_or_create(code=f"R{number:02}", defaults={"name": f"规则 {number}"})
    for number in range(1, 16):
        ServiceItem.objects.get_or_create(code=f"I{number:02}", defaults={"name": f"事项 {number}"})


@pytest.fixture
def publish(cast, catalogue):
    """publish("D01") or publish(content) → the published case, owned by the hall."""

    def publish(what, node=None) -> Scenario:
        content = case(what) if isinstance(what, str) else what
        scenario = create_scenario(content=content, node=node or cast.hall, by=cast.trainer)
        publish_scenario(scenario=scenario, by=cast.trainer)
        scenario.refresh_from_db()
        return scenario

    return publish
