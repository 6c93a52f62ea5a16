"""What went wrong in a case stands in the notebook as the question that asks the same rule of the same item."""

from drills.play import position_of
from drills.rules.play import ending_of
from drills.services.decide import decide
from drills.services.start_run import start_run
from drills.services.undo_decision import undo_decision
from question_bank.models import WrongAnswer
from service_items.models import ServiceItem, ServiceRule
from tests.drills.cases import case, expert_way, moves_at
from tests.question_bank.bank_stories import approved, single

WRONG = {"choice": "s1_b"}  # "you have to come yourself": breaks R15 and R16 of I09


def question_on(cast, item: str, rule: str, stem: str):
    facets = {"service_items": [ServiceItem.objects.get(code=item)], "rules": [ServiceRule.objects.get(code=rule)]}
    return approved(cast, **single(stem=stem), **facets)


def play(run, person, *first: dict):
    """The given moves, then at every scene the move the expert makes there, or the first there is, to the end."""
    content = run.version.content
    expert = dict(expert_way(content, run.seed))
    for move in first:
        decide(run=run, number=position_of(run).next_number, move=move, by=person)
    while run.state == run.State.IN_PROGRESS:
        here = position_of(run)
        best = expert.get(here.scene) or moves_at(content, here.scene, here.state, here.rows)[-1]
        run = decide(run=run, number=here.next_number, move=best, by=person)
        run.refresh_from_db()
    assert ending_of(content, run.ending)
    return run


def test_a_broken_rule_of_the_item_is_noted_once_and_nothing_else(cast, publish):
    scenario = publish("D01")
    about = question_on(cast, "I09", "R16", "承租人不到场能备案吗？")
    question_on(cast, "I04", "R16", "别的事项的题")
    question_on(cast, "I09", "R20", "别的规则的题")
    play(start_run(scenario=scenario, by=cast.learner), cast.learner, WRONG)
    entry = WrongAnswer.objects.get()
    assert (entry.person, entry.question, entry.origin, entry.times) == (cast.learner, about, "drill", 1)


def test_a_step_taken_back_and_the_experts_way_leave_nothing(cast, publish):
    scenario = publish("D01")
    question_on(cast, "I09", "R16", "承租人不到场能备案吗？")
    run = start_run(scenario=scenario, by=cast.learner)
    decide(run=run, number=1, move=WRONG, by=cast.learner)
    undo_decision(run=run, number=2, by=cast.learner)
    assert play(run, cast.learner).score == 100
    assert case("D01")["rules"] and not WrongAnswer.objects.exists()
