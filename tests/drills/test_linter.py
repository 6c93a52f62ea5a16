"""Each rule of the format, broken once in a sound case, is found at its place."""

import pytest

from drills.errors import LintRefused
from drills.lint_words import WORDS, words_of
from drills.models import ScenarioVersion
from drills.rules.lint import lint
from drills.rules.play import ending_of, scene_of
from drills.services.publish_scenario import publish_scenario
from drills.services.save_draft import create_scenario
from tests.drills.cases import ITEMS, RULES, case


def choice_of(content, name):
    return next(one for scene in content["scenes"] for one in scene.get("choices", []) if one["id"] == name)


def broken(change):
    content = case("D01")
    change(content)
    return content


def choices_in(content):
    return [one for scene in content["scenes"] for one in scene.get("choices", [])]


def hide(choices):
    """Offer them only to people who were already sent home once."""
    for one in choices:
        one["when"] = {"trips": {"gte": 1}}


def reward_a_slower_way(content):
    """A minute more, the same marks, and yet not the excellent ending."""
    content["target_minutes"] = 12
    best, slower = choice_of(content, "s1_d"), choice_of(content, "s1_c")
    slower.update(points=dict(best["points"]), next=best["next"], effects={**best["effects"], "minutes": 5})
    choice_of(content, "s9_b")["next"].insert(-1, {"when": {"minutes": {"gte": 7.5}}, "to": "e_pass"})


def add_scene(content, **parts):
    content["scenes"].append({"id": "zz", "kind": "event", "title": "一", "text": "二", "effects": {}, **parts})


CASES = {
    "unreachable": lambda c: add_scene(c, next="e_best"),
    "leads_nowhere": lambda c: choice_of(c, "s1_d").update(next="s99"),
    "no_rule": lambda c: choice_of(c, "s1_d").update(rules=[]),
    "unknown_rule": lambda c: choice_of(c, "s1_d").update(rules=["R77"]),
    "rules_differ": lambda c: c["rules"].remove("R19"),
    "unknown_item": lambda c: c["service_items"].append("I99"),
    "expert_missing": lambda c: c.update(expert_path=[]),
    "expert_jumps": lambda c: c["expert_path"].pop(2),
    "expert_not_best": lambda c: c["expert_path"][1].update(choice="s2_c"),
    "expert_ends_badly": lambda c: c["expert_path"][-1].update(ending="e_pass"),
    "expert_step_impossible": lambda c: c["expert_path"][0].update(choice="s2_a"),
    "expert_not_cheapest": lambda c: choice_of(c, "s1_a").update(next="s6"),
    "expert_points": lambda c: choice_of(c, "s1_d")["points"].update(need=7),
    "above_full_mark": lambda c: choice_of(c, "s1_d")["points"].update(need=9),
    "not_dearer": lambda c: choice_of(c, "s1_c")["effects"].update(minutes=0.5),
    "red_line_escapes": lambda c: scene_of(c, "x4").update(
        next=[{"when": {"patience": {"lte": 0}}, "to": "s4"}, {"to": "e_leak"}]
    ),
    "red_ending_without_line": lambda c: choice_of(c, "s9_c").update(next="e_praise"),
    "red_line_without_error": lambda c: choice_of(c, "s3_a")["effects"].update(legal_errors=0, patience=-1),
    "wrong_costs_nothing": lambda c: choice_of(c, "s1_b").update(effects={"minutes": 2}),
    "points_for_wrong": lambda c: choice_of(c, "s1_b").update(points={"need": 4}),
    "no_best_choice": lambda c: choice_of(c, "x1_a").update(verdict="acceptable"),
    "choice_count": lambda c: scene_of(c, "x1")["choices"].pop(),
    "unknown_state": lambda c: choice_of(c, "s1_d")["effects"].update(mood=1),
    "cost_given_back": lambda c: choice_of(c, "s1_c")["effects"].update(minutes=-1),
    "effect_type": lambda c: choice_of(c, "s1_c")["effects"].update(gap=1),
    "effect_step": lambda c: choice_of(c, "s1_c")["effects"].update(minutes=1.3),
    "flag_never_set": lambda c: c["initial"].update(idle=False),
    "flag_never_read": lambda c: c["initial"].update(idle=False),
    "flag_not_false": lambda c: c["initial"].update(gap=True),
    "unknown_dimension": lambda c: choice_of(c, "s1_c")["points"].update(time=1),
    "condition_shape": lambda c: choice_of(c, "s1_c").update(when={"patience": 3}),
    "choice_never_shown": lambda c: choice_of(c, "s1_c").update(when={"patience": {"gte": 5}}),
    "route_order": lambda c: choice_of(c, "s9_b").update(next=[{"to": "e_pass"}, {"to": "e_best"}]),
    "route_never_taken": lambda c: choice_of(c, "s1_d").update(
        next=[{"when": {"trips": {"gte": 1}}, "to": "x2"}, {"to": "s2"}]
    ),
    "endless_loop": lambda c: choice_of(c, "x1_b").update(next="x1"),
    "free_loop": lambda c: scene_of(c, "x5").update(
        effects={"patience": -1}, next=[{"when": {"patience": {"gte": 1}}, "to": "x5"}, {"to": "s4"}]
    ),
    "no_defect": lambda c: [row.update(truth="valid") for row in scene_of(c, "s4")["documents"]],
    "points_one_sided": lambda c: [row.update(needed=True) for row in scene_of(c, "s5")["points"]],
    "unknown_truth": lambda c: scene_of(c, "s4")["documents"][0].update(truth="odd"),
    "unknown_placeholder": lambda c: choice_of(c, "s1_c").update(text="{who.age}您先问问学校"),
    "placeholder_unused": lambda c: [row.update(extra_field="x") for row in c["pools"]["who"]],
    "pool_rows_differ": lambda c: c["pools"]["who"][1].update(more="x"),
    "long_number": lambda c: choice_of(c, "s1_c").update(text="身份证号 420102199001011234 请核对"),
    "id_twice": lambda c: c["endings"].append(dict(c["endings"][0])),
    "no_excellent_ending": lambda c: ending_of(c, "e_best").update(verdict="pass"),
    "start_unknown": lambda c: c.update(start="s0"),
    "field_missing": lambda c: c.pop("opening"),
    "field_unknown": lambda c: choice_of(c, "s1_c").update(colour="red"),
    "field_empty": lambda c: choice_of(c, "s1_c").update(feedback=" "),
    "wrong_type": lambda c: c.update(scenes="none"),
    "unknown_kind": lambda c: scene_of(c, "s1").update(kind="video"),
    "unknown_verdict": lambda c: choice_of(c, "s1_c").update(verdict="fine"),
    "next_or_choices": lambda c: scene_of(c, "s4").pop("next"),
    "too_many_heavy_rows": lambda c: scene_of(c, "s5")["points"].extend(
        {"id": f"h{n}", "text": "一", "needed": False, "why": "二", "if_wrong": {"patience": -1}} for n in range(9)
    ),
    "unknown_channel": lambda c: c.update(channel="post"),
    "target_minutes": lambda c: c.update(target_minutes=0),
    "route_shape": lambda c: choice_of(c, "s1_c").update(next=[{"when": {}}]),
    "points_not_whole": lambda c: choice_of(c, "s1_c").update(points={"need": 1.5}),
    "id_form": lambda c: choice_of(c, "s1_c").update(id="s1 c"),
    "no_scenes": lambda c: c.update(scenes=[]),
    "no_endings": lambda c: c.update(endings=[]),
    "no_rows": lambda c: scene_of(c, "s4").update(documents=[]),
    "initial_counter": lambda c: c["initial"].pop("patience"),
    "pool_shape": lambda c: c["pools"].update(who=[]),
    "dead_end": lambda c: hide(scene_of(c, "s1")["choices"]),
    "too_few_choices": lambda c: hide(one for one in scene_of(c, "s1")["choices"] if one["id"] != "s1_d"),
    "full_marks_elsewhere": reward_a_slower_way,
}  # fmt: skip
ADVICE = {
    "expert_not_alone": lambda c: choice_of(c, "s1_c").update({**choice_of(c, "s1_d"), "id": "s1_c"}),
    "feedback_thin": lambda c: choice_of(c, "s1_c").update(feedback="不好。"),
    "half_width": lambda c: choice_of(c, "s1_c").update(text="您先问问学校,问好了再来"),
    "no_red_line": lambda c: [one.update(verdict="wrong") for one in choices_in(c) if one["verdict"] == "red_line"],
    "pool_one_row": lambda c: c["pools"]["who"].__delitem__(slice(1, None)),
}
BY_THEMSELVES = {"not_a_case", "too_large"}  # each has a test of its own below


@pytest.mark.parametrize("code", sorted(CASES | ADVICE))
def test_a_broken_rule_is_found_and_said_in_words(code):
    found = lint(broken((CASES | ADVICE)[code]), rule_codes=RULES, item_codes=ITEMS)
    hits = [problem for problem in found if problem.code == code]
    assert hits and hits[0].blocks == (code in CASES), [problem.code for problem in found]
    message = words_of(hits[0])
    assert message.text and "%(" not in message.text


def test_findings_name_the_scene_and_the_choice():
    (found,) = [one for one in lint(broken(CASES["leads_nowhere"]), rule_codes=RULES, item_codes=ITEMS) if one.blocks]
    assert (found.scene, found.row) == ("s1", "s1_d")


@pytest.mark.parametrize(
    "junk", [None, [], "text", 7, {}, {"scenes": 1}, {**case("D01"), "scenes": [3], "endings": [None]}]
)
def test_any_json_value_is_answered_without_falling_over(junk):
    found = lint(junk, rule_codes=RULES, item_codes=ITEMS)
    assert found and all(words_of(problem).text for problem in found)
    assert isinstance(junk, dict) or [problem.code for problem in found] == ["not_a_case"]


def test_a_case_too_large_to_be_walked_whole_is_refused(monkeypatch):
    monkeypatch.setattr("drills.rules.lint.graph.MAX_NODES", 20)
    (found,) = lint(case("D01"), rule_codes=RULES, item_codes=ITEMS)
    assert found.code == "too_large" and found.blocks and "20" in words_of(found).text


def test_every_code_has_words():
    import re
    from pathlib import Path

    sources = [*Path("drills/rules/lint").glob("*.py"), *Path("drills/scene_kinds").rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    codes = set(re.findall(r'Problem\(\s*"(\w+)"', text)) | set(re.findall(r'yield "(\w+)", ', text))
    assert codes and codes <= set(WORDS)
    assert set(WORDS) == set(CASES) | set(ADVICE) | BY_THEMSELVES, "every reason has a case that is refused for it"


def test_publishing_is_refused_with_the_findings_and_freezes_nothing(cast, catalogue):
    scenario = create_scenario(content=broken(CASES["unreachable"]), node=cast.hall, by=cast.trainer)
    with pytest.raises(LintRefused) as refused:
        publish_scenario(scenario=scenario, by=cast.trainer)
    assert any(message.where == "zz" and message.blocks for message in refused.value.messages)
    scenario.refresh_from_db()
    assert scenario.current_version is None
    assert not ScenarioVersion.objects.exists()
