"""An officer releases a drill to people; each step is final."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drills.errors import DrillRefused
from drills.models import AssessedRelease, Decision, Run
from drills.play import position_of
from drills.selectors import best_assessed_runs, open_releases
from drills.services.close_overdue_runs import close_overdue_runs
from drills.services.decide import decide
from drills.services.publish_scenario import publish_scenario
from drills.services.release_assessed import release_assessed, withdraw_release
from drills.services.save_draft import save_draft
from drills.services.start_assessed_run import start_assessed_run
from drills.services.undo_decision import undo_decision
from foundation.models import AuditEntry, Notice
from foundation.registries.tasks import tasks_of
from tests.drills.cases import case, expert_way, walk, ways_to_endings

NOW = timezone.now()


@pytest.fixture
def release(cast, publish):
    scenario = publish("D01")

    def release(people=None, attempts=1, opens=NOW - timedelta(hours=1), closes=NOW + timedelta(days=1)):
        return release_assessed(
            version=scenario.current_version,
            people=people or [cast.learner],
            node=cast.hall,
            opens_at=opens,
            closes_at=closes,
            attempts=attempts,
            by=cast.officer,
        )

    return release


def play(run, way, at=None):
    for _scene, move in way:
        run = decide(run=run, number=position_of(run).next_number, move=move, by=run.person, at=at)
    return run


def test_the_officer_releases_and_the_learner_passes_over_http(cast, publish, client):
    publish("D01")
    client.force_login(cast.officer)
    form = {
        "scenario": cast.hall.scenarios.get().pk,
        "node": cast.hall.pk,
        "usernames": "t1001",
        "opens_at": timezone.localtime(NOW - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": timezone.localtime(NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "attempts": 1,
    }
    answer = client.post("/cms/drills/releases/new/", form)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    release = AssessedRelease.objects.get()
    assert list(release.people.all()) == [cast.learner]
    assert Notice.objects.get(person=cast.learner).url == f"/drills/assessed/{release.pk}/"
    client.force_login(cast.learner)
    assert "等您完成的演练考核" in client.get("/drills/").content.decode()
    assert "这个情景有一次考核等您" in client.get("/drills/D01/").content.decode()
    (task,) = [one for one in tasks_of(cast.learner, NOW) if one.kind == "演练考核"]
    assert (task.url, task.due) == (f"/drills/assessed/{release.pk}/", release.closes_at)
    assert "开始考核" in client.get(f"/drills/assessed/{release.pk}/").content.decode()
    client.post(f"/drills/assessed/{release.pk}/")
    run = Run.objects.get()
    assert "选定后不能改" in client.get(f"/drills/runs/{run.pk}/").content.decode()
    walk(client, run, expert_way(case("D01"), run.seed))
    run.refresh_from_db()
    assert (run.mode, run.passed, run.score) == ("assessed", True, 100)
    assert AuditEntry.objects.filter(verb="drill.assessed").exists()
    assert "等您完成的演练考核" not in client.get("/drills/").content.decode()
    assert not [one for one in tasks_of(cast.learner, NOW) if one.kind == "演练考核"]
    client.force_login(cast.officer)
    page = client.get(f"/cms/drills/releases/{release.pk}/").content.decode()
    assert "何晓岚" in page and "通过" in page and "100" in page


def test_nothing_is_taken_back_in_an_assessed_run(cast, release, client):
    run = start_assessed_run(release=release(), by=cast.learner)
    decide(run=run, number=1, move={"choice": "s1_b"}, by=cast.learner)
    with pytest.raises(DrillRefused, match="不能撤回"):
        undo_decision(run=run, number=2, by=cast.learner)
    client.force_login(cast.learner)
    assert "撤回上一步" not in client.get(f"/drills/runs/{run.pk}/").content.decode()
    client.post(f"/drills/runs/{run.pk}/undo/", {"number": 2})
    client.post(f"/drills/runs/{run.pk}/abandon/")
    run.refresh_from_db()
    assert run.state == Run.State.IN_PROGRESS
    assert Decision.objects.filter(run=run).count() == 1


def test_attempts_and_window_are_kept(cast, release):
    once = release(attempts=1)
    run = start_assessed_run(release=once, by=cast.learner, seed=3)
    assert start_assessed_run(release=once, by=cast.learner).pk == run.pk
    play(run, expert_way(case("D01"), 3))
    with pytest.raises(DrillRefused, match="次数已经用完"):
        start_assessed_run(release=once, by=cast.learner)
    later = release(opens=NOW + timedelta(days=1), closes=NOW + timedelta(days=2))
    with pytest.raises(DrillRefused, match="还没有到开始时间"):
        start_assessed_run(release=later, by=cast.learner)
    assert later in open_releases(cast.learner, NOW)
    with pytest.raises(DrillRefused, match="已过截止时间"):
        start_assessed_run(release=later, by=cast.learner, at=NOW + timedelta(days=3))
    with pytest.raises(DrillRefused, match="没有安排您"):
        start_assessed_run(release=later, by=cast.cover, at=NOW + timedelta(days=1))


def test_what_is_not_finished_in_time_counts_for_nothing_and_frees_the_place(cast, release):
    first = release(closes=NOW + timedelta(hours=1))
    run = start_assessed_run(release=first, by=cast.learner, at=NOW)
    with pytest.raises(DrillRefused, match="已过截止时间"):
        decide(run=run, number=1, move={"choice": "s1_d"}, by=cast.learner, at=NOW + timedelta(hours=2))
    second = release(closes=NOW + timedelta(days=2))
    with pytest.raises(DrillRefused, match="还有一次考核没有走完"):
        start_assessed_run(release=second, by=cast.learner, at=NOW)
    again = start_assessed_run(release=second, by=cast.learner, at=NOW + timedelta(hours=3))
    run.refresh_from_db()
    assert (run.state, run.finished_at, run.score) == (Run.State.ABANDONED, first.closes_at, None)
    assert again.pk != run.pk
    assert close_overdue_runs(at=NOW + timedelta(hours=3)) == 0


def test_a_withdrawn_release_lets_nobody_begin_but_a_begun_run_finish(cast, release):
    one = release(people=[cast.learner, cast.cover])
    run = start_assessed_run(release=one, by=cast.learner, seed=2)
    withdraw_release(release=one, by=cast.officer)
    with pytest.raises(DrillRefused):
        start_assessed_run(release=one, by=cast.cover)
    assert play(run, expert_way(case("D01"), 2)).passed


def test_the_best_assessed_run_is_the_passed_one_without_red_line_pinned_to_its_version(cast, release):
    thrice = release(attempts=3)
    ways = ways_to_endings(case("D01"), seed=4)
    for ending in ("e_leak", "e_trip"):
        play(start_assessed_run(release=thrice, by=cast.learner, seed=4), ways[ending])
    assert not best_assessed_runs([cast.learner], ["D01"]).exists()
    good = play(start_assessed_run(release=thrice, by=cast.learner, seed=4), expert_way(case("D01"), 4))
    found = best_assessed_runs([cast.learner, cast.cover], ["D01", "D02"])
    assert [(run.pk, run.on_current_version) for run in found] == [(good.pk, True)]
    scenario = good.scenario
    content = case("D01") | {"summary": "换了说法"}
    publish_scenario(scenario=save_draft(scenario=scenario, content=content, by=cast.trainer), by=cast.trainer)
    assert best_assessed_runs([cast.learner], ["D01"]).get().on_current_version is False


def test_an_officer_reaches_only_people_and_releases_of_the_own_hall(cast, release, client, publish):
    one = release()
    with pytest.raises(DrillRefused, match="t2001"):
        release(people=[cast.learner, cast.stranger])
    client.force_login(cast.stranger_trainer)
    assert client.get(f"/cms/drills/releases/{one.pk}/").status_code == 404
    assert client.post(f"/cms/drills/releases/{one.pk}/withdraw/").status_code == 404
    assert one.version.title not in client.get("/cms/drills/releases/").content.decode()
    client.force_login(cast.trainer)
    assert client.get("/cms/drills/releases/").status_code == 404
    client.force_login(cast.stranger)
    assert client.get(f"/drills/assessed/{one.pk}/").status_code == 404
    assert client.post(f"/drills/assessed/{one.pk}/").status_code == 404


def test_a_wrong_release_form_says_so_at_the_field(cast, publish, client):
    publish("D01")
    client.force_login(cast.officer)
    form = {
        "scenario": cast.hall.scenarios.get().pk,
        "node": cast.hall.pk,
        "usernames": "t1001 t2001",
        "opens_at": "2026-11-02T09:00",
        "closes_at": "2026-11-01T09:00",
        "attempts": 9,
    }
    answer = client.post("/cms/drills/releases/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "截止时间要晚于开始时间" in page and "t2001" in page
    assert not AssessedRelease.objects.exists()
