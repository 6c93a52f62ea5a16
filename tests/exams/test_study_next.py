"""Weak in a service item or a rule: the lessons and the drills that the person may open are named, and no others."""

from drills.services.publish_scenario import publish_scenario
from drills.services.save_draft import create_scenario
from foundation.registries.study import study_for
from service_items.models import ServiceItem, ServiceRule
from tests.courses.library import make_course
from tests.drills.cases import case


def test_lessons_and_drills_about_what_was_weak_for_those_who_may_open_them(cast):
    for number in range(1, 16):
        ServiceItem.objects.get_or_create(code=f"I{number:02}", defaults={"name": f"事项 {number}"})
    for number in range(1, 21):
        ServiceRule.objects.get_or_create(code=f"R{number:02}", defaults={"name": f"规则 {number}"})
    course = make_course(cast)
    scenario = create_scenario(content=case("D01"), node=cast.hall, by=cast.trainer)
    publish_scenario(scenario=scenario, by=cast.trainer)
    scenario.refresh_from_db()
    item = scenario.current_version.service_items.first().code
    rule = scenario.current_version.rules.first().code
    found = study_for(cast.learner, ["I04", item, rule])
    assert course.first.title in [link.title for link in found["I04"]]
    for code in (item, rule):
        assert f"/drills/{scenario.key}/" in [link.url for link in found[code]]
    assert not any(study_for(cast.stranger, ["I04", item, rule]).values())
    assert study_for(cast.learner, []) == {}
