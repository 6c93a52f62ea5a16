"""A learner plays through HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from drills.models import Decision, Run
from drills.play import position_of
from drills.rules.play import ending_of
from drills.services.decide import decide
from drills.services.start_run import start_run
from drills.services.undo_decision import undo_decision
from tests.drills.cases import KEYS, case, expert_way, form_of, walk, ways_to_endings


def begin(client, scenario):
    answer = client.post(f"/drills/{scenario.key}/start/")
    assert answer.status_code == 302
    return Run.objects.latest("pk")


@pytest.mark.parametrize("key", KEYS)
def test_every_ending_is_reached_through_http_and_debriefed(cast, publish, sign_in, key):
    scenario, client = publish(key), sign_in(cast.learner)
    ways = ways_to_endings(case(key), seed=5)
    assert set(ways) == {ending["id"] for ending in case(key)["endings"]}
    for ending_id, way in ways.items():
        run = start_run(scenario=scenario, by=cast.learner, seed=5)
        walk(client, run, way, look=ending_id == next(iter(ways)))
        run.refresh_from_db()
        assert (run.state, run.ending) == (Run.State.FINISHED, ending_id)
        assert run.red_line == (ending_of(case(key), ending_id)["verdict"] == "red_line")
        page = client.get(f"/drills/runs/{run.pk}/debrief/").content.decode()
        assert "您的走法与专家走法" in page
        assert ("触碰红线，不论得分都不通过" in page) == run.red_line
    assert Run.objects.filter(person=cast.learner, state=Run.State.FINISHED).count() == len(case(key)["endings"])


def test_the_experts_way_earns_full_marks_and_is_shown_as_agreeing(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    run = begin(client, scenario)
    walk(client, run, expert_way(case("D01"), run.seed))
    run.refresh_from_db()
    assert (run.score, run.passed, run.trips, run.legal_errors, float(run.minutes)) == (100, True, 0, 0, 7.0)
    page = client.get(f"/drills/runs/{run.pk}/debrief/").content.decode()
    assert "9 个抉择，9 个一致" in page
    assert "这次没守住的规则" not in page


def test_the_page_never_carries_what_the_debrief_tells(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    run = begin(client, scenario)
    for scene_id, move in expert_way(case("D01"), run.seed):
        page = client.get(f"/drills/runs/{run.pk}/").content.decode()
        scene = next(one for one in case("D01")["scenes"] if one["id"] == scene_id)
        for secret in [choice["feedback"] for choice in scene.get("choices", [])]:
            assert secret not in page
        for row in (*scene.get("documents", []), *scene.get("points", [])):
            assert row["why"] not in page
        assert "red_line" not in page and "verdict" not in page and "legal_errors" not in page
        decide(run=run, number=position_of(run).next_number, move=move, by=cast.learner)


def test_a_run_goes_on_where_it_stood_on_another_device(cast, publish, client, django_user_model):
    from django.test import Client

    scenario = publish("D01")
    client.force_login(cast.learner)
    run = begin(client, scenario)
    walk(client, run, expert_way(case("D01"), run.seed)[:3])
    phone = Client()
    phone.force_login(cast.learner)
    assert "接着练" in phone.get("/drills/").content.decode()
    assert phone.post(f"/drills/{scenario.key}/start/").headers["Location"] == f"/drills/runs/{run.pk}/"
    page = phone.get(f"/drills/runs/{run.pk}/").content.decode()
    assert "第 4 幕" in page and "桌上的材料" in page and "2 分 30 秒" in page


def test_taking_a_step_back_appends_and_restores_the_state(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    run = begin(client, scenario)
    decide(run=run, number=1, move={"choice": "s1_b"}, by=cast.learner)
    assert position_of(Run.objects.get(pk=run.pk)).scene == "x2"
    client.post(f"/drills/runs/{run.pk}/undo/", {"number": 2})
    position = position_of(Run.objects.get(pk=run.pk))
    assert (position.scene, position.state, position.next_number, position.step) == ("s1", case("D01")["initial"], 3, 1)
    assert Decision.objects.filter(run=run).count() == 2
    decide(run=run, number=3, move={"choice": "s1_d"}, by=cast.learner)
    walk(client, run, expert_way(case("D01"), run.seed)[1:])
    run.refresh_from_db()
    assert run.score == 100
    assert run.legal_errors == 0


def test_nothing_can_be_taken_back_before_the_first_step_or_after_the_end(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    run = begin(client, scenario)
    page = client.post(f"/drills/runs/{run.pk}/undo/", {"number": 1}, follow=True).content.decode()
    assert "没有可撤回的抉择" in page
    walk(client, run, expert_way(case("D01"), run.seed))
    client.post(f"/drills/runs/{run.pk}/undo/", {"number": 10})
    assert Decision.objects.filter(run=run).count() == 9


def test_a_repeated_posting_changes_nothing(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    run = begin(client, scenario)
    first = form_of({"choice": "s1_d"}, 1)
    for _ in range(3):
        answer = client.post(f"/drills/runs/{run.pk}/", first)
        assert answer.headers["Location"] == f"/drills/runs/{run.pk}/"
    client.post(f"/drills/runs/{run.pk}/", form_of({"choice": "s1_b"}, 1))
    assert list(Decision.objects.filter(run=run).values_list("number", "move")) == [(1, {"choice": "s1_d"})]
    decide(run=run, number=2, move={"choice": "s2_a"}, by=cast.learner)
    for _ in range(2):
        client.post(f"/drills/runs/{run.pk}/undo/", {"number": 3})
    assert position_of(Run.objects.get(pk=run.pk)).scene == "s2"


def test_without_the_number_guard_a_repeated_undo_would_take_back_two_steps(cast, publish, settings):
    """The mutant: this is what the guard is for."""
    settings.SABOTAGE = frozenset({"drills.decision-number"})
    run = start_run(scenario=publish("D01"), by=cast.learner)
    decide(run=run, number=1, move={"choice": "s1_d"}, by=cast.learner)
    decide(run=run, number=2, move={"choice": "s2_a"}, by=cast.learner)
    for _ in range(2):
        undo_decision(run=run, number=3, by=cast.learner)
    assert position_of(Run.objects.get(pk=run.pk)).scene == "s1"


def test_a_posting_after_the_end_leads_to_the_debrief(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    run = begin(client, scenario)
    way = expert_way(case("D01"), run.seed)
    walk(client, run, way)
    answer = client.post(f"/drills/runs/{run.pk}/", form_of(way[-1][1], 9))
    assert answer.headers["Location"] == f"/drills/runs/{run.pk}/debrief/"
    assert Decision.objects.filter(run=run).count() == 9


def test_an_unfinished_desk_says_what_is_missing_and_keeps_the_marks(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    run = begin(client, scenario)
    walk(client, run, expert_way(case("D01"), run.seed)[:3])
    answer = client.post(f"/drills/runs/{run.pk}/", {"number": 4, "mark-deed": "expired"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "桌上的材料还没有标完" in page
    assert 'name="mark-deed" value="expired" required checked' in page
    assert Decision.objects.filter(run=run).count() == 3


@pytest.mark.parametrize("who", ["cover", "trainer", "manager", "stranger", "admin"])
def test_another_persons_run_does_not_exist(cast, publish, sign_in, who):
    scenario = publish("D01")
    run = start_run(scenario=scenario, by=cast.learner)
    client = sign_in(getattr(cast, who))
    for path in ("", "debrief/"):
        assert client.get(f"/drills/runs/{run.pk}/{path}").status_code == 404
    for path in ("", "undo/", "abandon/"):
        assert client.post(f"/drills/runs/{run.pk}/{path}", {"number": 1}).status_code == 404
    assert not Decision.objects.filter(run=run).exists()


def test_a_case_of_another_hall_does_not_exist(cast, publish, sign_in):
    publish("D01", node=cast.hall)
    publish("D02", node=cast.district)
    client = sign_in(cast.stranger)
    page = client.get("/drills/").content.decode()
    assert "一张毕业证明与一份工作" in page and "外地上班来不了的租户" not in page
    assert client.get("/drills/D01/").status_code == 404
    assert client.post("/drills/D01/start/").status_code == 404
    assert client.get("/drills/D02/").status_code == 200


def test_the_catalogue_is_narrowed_by_item_and_rule_in_a_constant_number_of_queries(cast, publish, sign_in):
    publish("D01")
    client = sign_in(cast.learner)
    client.get("/drills/")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/drills/")
        return len(captured)

    before = queries()
    for key in ("D02", "D03", "D05"):
        start_run(scenario=publish(key), by=cast.learner)
    assert queries() == before
    page = client.get("/drills/", {"item": "I09"}).content.decode()
    assert "渠道由群众选" in page
    assert "外地上班来不了的租户" in page and "87岁的陈爷爷" not in page
    page = client.get("/drills/", {"rule": "R06"}).content.decode()
    assert "同事不在岗的那个上午" in page and "外地上班来不了的租户" not in page
    assert client.get("/drills/", {"item": "I99"}).status_code == 200


def test_giving_up_frees_the_place_for_a_new_run(cast, publish, sign_in):
    scenario, client = publish("D01"), sign_in(cast.learner)
    run = begin(client, scenario)
    client.post(f"/drills/runs/{run.pk}/abandon/")
    run.refresh_from_db()
    assert (run.state, run.score) == (Run.State.ABANDONED, None)
    assert begin(client, scenario).pk != run.pk


def test_a_run_stays_on_the_version_it_began_with(cast, publish, sign_in):
    from drills.services.publish_scenario import publish_scenario
    from drills.services.save_draft import save_draft

    scenario, client = publish("D01"), sign_in(cast.learner)
    run = begin(client, scenario)
    content = case("D01")
    content["scenes"][0]["title"] = "换了一个开头"
    save_draft(scenario=scenario, content=content, by=cast.trainer)
    second = publish_scenario(scenario=scenario, by=cast.trainer)
    assert second.number == 2
    assert "先接住这个电话" in client.get(f"/drills/runs/{run.pk}/").content.decode()
    walk(client, run, expert_way(case("D01"), run.seed))
    run.refresh_from_db()
    assert run.version.number == 1 and run.score == 100


def test_finishing_is_announced_once(cast, publish, monkeypatch):
    from drills.signals import run_finished
    from foundation.models import OutboxMessage

    monkeypatch.setitem(run_finished.receivers, "test.listener", lambda **details: None)
    run = start_run(scenario=publish("D01"), by=cast.learner, seed=1)
    for _, move in expert_way(case("D01"), 1):
        decide(run=run, number=position_of(run).next_number, move=move, by=cast.learner)
    payloads = list(OutboxMessage.objects.filter(receiver="test.listener").values_list("payload", flat=True))
    assert payloads == [{"run_id": run.pk, "person_id": cast.learner.pk, "scenario_key": "D01"}]
