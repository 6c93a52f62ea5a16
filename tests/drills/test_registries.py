"""What other pages learn from drills: staleness, dependants, search, my data, weak rules."""

from datetime import timedelta

from django.utils import timezone

from drills.models import Run
from drills.play import position_of
from drills.selectors import weak_rules
from drills.services.decide import decide
from drills.services.publish_scenario import publish_scenario
from drills.services.start_run import start_run
from foundation.clock import local_date
from foundation.registries import dependants, links, my_data, search
from service_items.models import ServiceItem, ServiceItemChange
from service_items.services.mark_changed import mark_changed
from tests.cast import make_person
from tests.drills.cases import case, expert_way, ways_to_endings


def play(scenario, person, way, seed=1):
    run = start_run(scenario=scenario, by=person, seed=seed)
    for _scene, move in way:
        run = decide(run=run, number=position_of(run).next_number, move=move, by=person)
    return run


def change(code, days, severity=ServiceItemChange.Severity.SUBSTANTIVE):
    return mark_changed(
        item=ServiceItem.objects.get(code=code),
        severity=severity,
        effective_on=local_date() + timedelta(days=days),
        by=None,
        summary="承诺时限改为 2 个工作日",
        cause_kind="policy",
        cause_key=f"P-{code}-{days}-{severity}",
        at=timezone.now() + timedelta(seconds=1),
    )


def test_a_change_of_the_service_item_marks_the_case_until_it_is_looked_at_and_published_again(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    assert "待更新" not in client.get("/drills/").content.decode()
    change("I09", days=0)
    assert "待更新" in client.get("/drills/").content.decode()
    page = client.get("/drills/D01/").content.decode()
    assert "口径有变，本情景待更新" in page and "承诺时限改为 2 个工作日" in page
    client.force_login(cast.trainer)
    assert "内容仍然适用也要重新发布一次" in client.get(f"/cms/drills/{scenario.pk}/").content.decode()
    version = publish_scenario(scenario=scenario, by=cast.trainer, at=timezone.now() + timedelta(minutes=1))
    assert version.number == 2
    client.force_login(cast.learner)
    assert "待更新" not in client.get("/drills/").content.decode()


def test_a_change_to_come_is_announced_and_an_editorial_one_is_not(cast, publish, sign_in):
    publish("D01")
    client = sign_in(cast.learner)
    change("I09", days=7)
    change("I09", days=0, severity=ServiceItemChange.Severity.EDITORIAL)
    change("I04", days=0)
    page = client.get("/drills/D01/").content.decode()
    assert "在此之前按本情景办" in page and "本情景待更新" not in page
    assert "待更新" not in client.get("/drills/").content.decode()


def test_publishing_the_same_text_twice_makes_no_second_version(cast, publish):
    scenario = publish("D01")
    assert publish_scenario(scenario=scenario, by=cast.trainer).number == 1


def test_the_author_of_a_change_sees_the_cases_that_hang_on_the_item(cast, publish):
    publish("D01")
    publish("D05")
    (found,) = [one for one in dependants.dependants_of(["I09"]) if one.kind == "演练"]
    assert found.title == "外地上班来不了的租户"
    assert found.owners == (cast.trainer,)


def test_a_lessons_link_leads_to_the_case_for_those_who_may_play_it(cast, publish):
    publish("D01")
    link = links.resolve("drill", "D01")
    assert link.url == "/drills/D01/" and "外地上班来不了的租户" in link.title
    assert link.visible_to(cast.learner) and not link.visible_to(cast.stranger)
    assert links.resolve("drill", "D99") is None


def test_search_finds_what_the_person_may_play(cast, publish):
    publish("D01")
    assert [hit.url for hit in search.find(cast.learner, "租户")["drills"]] == ["/drills/D01/"]
    assert search.find(cast.stranger, "租户")["drills"] == []


def test_my_data_holds_my_runs_and_nobody_elses(cast, publish):
    scenario = publish("D01")
    play(scenario, cast.learner, expert_way(case("D01"), 1))
    play(scenario, cast.cover, ways_to_endings(case("D01"), 1)["e_leak"])

    def rows(person):
        return next(section for section in my_data.held_about(person) if section.title == "模拟训练").rows

    assert [(row[0], row[6], row[7]) for row in rows(cast.learner)] == [("外地上班来不了的租户", "100", "")]
    assert rows(cast.cover)[0][7] == "触碰"


def test_weak_rules_say_which_rule_never_who_and_hide_small_groups(cast, publish):
    scenario = publish("D01")
    people = [make_person(f"t31{n}", f"学员{n}", cast.hall) for n in range(5)]
    for person in people[:4]:
        play(scenario, person, ways_to_endings(case("D01"), 1)["e_trip"])
    everyone = [person.pk for person in people]
    assert weak_rules(everyone) == []
    play(scenario, people[4], expert_way(case("D01"), 1))
    found = {one.code: one for one in weak_rules(everyone)}
    assert (found["R16"].people, found["R16"].missed) == (5, 8)
    assert found["R01"].people == 5
    assert set(vars(found["R16"])) == {"code", "occasions", "missed", "people"}
    assert Run.objects.filter(person__in=people, passed=True).count() == 1
