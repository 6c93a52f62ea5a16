"""The machine agrees with what each demo case declares."""

from random import Random

import pytest

from drills.rules.lint import lint
from drills.rules.play import IllegalMove, ending_of, expert_moves, reckon, take
from drills.rules.pools import PLACEHOLDER, draw, fill_all
from drills.rules.state import RUBRIC, apply, cost, holds, route, time_points
from tests.drills.cases import ITEMS, KEYS, RULES, case, moves_at, ways_to_endings


@pytest.mark.parametrize("key", KEYS)
def test_every_demo_case_passes_the_linter(key):
    assert lint(case(key), rule_codes=RULES, item_codes=ITEMS) == []


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("seed", [None, 0, 1, 2, 3, 4])
def test_the_expert_earns_exactly_100_whatever_the_seed_draws(key, seed):
    content = case(key)
    rows = draw(content["pools"], seed)
    state, points, verdicts, here = dict(content["initial"]), [], [], content["start"]
    for scene_id, move in expert_moves(content, rows):
        assert scene_id == here
        step = take(content, here, state, move, rows)
        state, here = step.state, step.leads_to
        points.append(step.points)
        verdicts.append(step.verdict)
    outcome = reckon(content, points, verdicts, state, here)
    assert (outcome.score, outcome.passed, outcome.red_line) == (100, True, False)
    assert (state["trips"], state["legal_errors"]) == (0, 0)
    assert ending_of(content, here)["verdict"] == "excellent"


@pytest.mark.parametrize("key", KEYS)
def test_every_ending_can_be_played_to_and_its_verdict_decides(key):
    content = case(key)
    rows, expert = draw(content["pools"], None), None
    found = ways_to_endings(content)
    assert set(found) == {ending["id"] for ending in content["endings"]}
    costs = {}
    for ending_id, way in found.items():
        state, points, verdicts = dict(content["initial"]), [], []
        for scene_id, move in way:
            step = take(content, scene_id, state, move, rows)
            state = step.state
            points.append(step.points)
            verdicts.append(step.verdict)
        outcome, verdict = reckon(content, points, verdicts, state, ending_id), ending_of(content, ending_id)["verdict"]
        assert outcome.red_line == (verdict == "red_line") == ("red_line" in verdicts)
        assert not (outcome.passed and verdict in ("fail", "red_line"))
        costs[ending_id] = cost(state)
    state = dict(content["initial"])
    for scene_id, move in expert_moves(content, rows):
        state = take(content, scene_id, state, move, rows).state
    expert = cost(state)
    assert all(expert <= other for other in costs.values())


@pytest.mark.parametrize("key", KEYS)
def test_no_placeholder_is_left_in_any_variation(key):
    content = case(key)
    texts = {name: content[name] for name in ("opening", "scenes", "endings")}
    for seed in range(12):
        assert not PLACEHOLDER.search(str(fill_all(texts, draw(content["pools"], seed))))


@pytest.mark.parametrize("key", KEYS)
def test_whoever_wanders_ends_somewhere_within_the_marks(key):
    content, rng = case(key), Random(key)
    for _ in range(60):
        rows = draw(content["pools"], rng.randrange(1000))
        state, here, points, verdicts = dict(content["initial"]), content["start"], [], []
        while not ending_of(content, here):
            step = take(content, here, state, rng.choice(moves_at(content, here, state, rows)), rows)
            assert all(step.state[name] >= state[name] for name in ("minutes", "trips", "legal_errors"))
            assert 0 <= step.state["patience"] <= 5
            state, here = step.state, step.leads_to
            points.append(step.points)
            verdicts.append(step.verdict)
        outcome = reckon(content, points, verdicts, state, here)
        assert all(0 <= outcome.dimensions[name] <= full for name, full in RUBRIC.items())
        assert outcome.score == sum(outcome.dimensions.values())
        if outcome.score == 100:
            assert ending_of(content, here)["verdict"] == "excellent"


def test_seeds_draw_different_papers_and_the_same_seed_the_same():
    pools = case("D01")["pools"]
    assert draw(pools, 7) == draw(pools, 7)
    assert len({str(draw(pools, seed)) for seed in range(40)}) > 10


def test_moves_that_do_not_fit_are_refused():
    content = case("D01")
    rows, start = draw(content["pools"], None), dict(content["initial"])
    with pytest.raises(IllegalMove, match="choice_missing"):
        take(content, "s1", start, {}, rows)
    with pytest.raises(IllegalMove, match="unknown_choice"):
        take(content, "s1", start, {"choice": "s2_a"}, rows)
    with pytest.raises(IllegalMove, match="marks_missing"):
        take(content, "s4", start, {"marks": {"contract": "valid"}}, rows)
    right = moves_at(content, "s4", start, rows)[0]
    with pytest.raises(IllegalMove, match="unknown_mark"):
        take(content, "s4", start, {"marks": right["marks"] | {"contract": "fine"}}, rows)
    with pytest.raises(IllegalMove, match="points_missing"):
        take(content, "s5", start, {"points": []}, rows)
    with pytest.raises(IllegalMove, match="unknown_point"):
        take(content, "s5", start, {"points": ["n1", "n99"]}, rows)


def test_state_arithmetic():
    state = {"patience": 4, "minutes": 1, "trips": 0, "legal_errors": 0, "gap": False}
    after = apply(state, {"patience": 3, "minutes": 0.5}, None, {"gap": True, "trips": 1})
    assert after == {"patience": 5, "minutes": 1.5, "trips": 1, "legal_errors": 0, "gap": True}
    assert state["patience"] == 4
    assert holds({"gap": True, "trips": {"gte": 1}}, after)
    assert not holds({"trips": {"lte": 0}}, after)
    assert route([{"when": {"gap": False}, "to": "a"}, {"to": "b"}], after) == (1, "b")
    assert [time_points(minutes, 7) for minutes in (6, 7, 7.5, 8, 8.5, 30)] == [5, 5, 4, 4, 3, 0]
