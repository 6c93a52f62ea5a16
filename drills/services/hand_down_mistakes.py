"""Hand what went wrong in a finished run down to the person's notebook 错题本."""

from collections.abc import Iterator
from datetime import datetime

from drills.models import Decision, Run
from drills.rules.play import scene_of
from question_bank.practice import practisable
from question_bank.services.note_wrong_answer import note_wrong_answers

WRONG = ("wrong", "red_line")


def hand_down_mistakes(run: Run, decisions: list[Decision], *, at: datetime) -> int:
    """How many questions were noted, at most one for each wrong decision.

    A case holds no questions of the bank. What stands in the notebook is the practice question that asks the broken
    rule of an item of the case, the first by its code; where the bank has none, the debrief alone says it.
    """
    broken = list(broken_rules(run.version.content, decisions))
    if not broken:
        return 0
    return note_wrong_answers(
        person=run.person, question_ids=_questions_on(broken, run.version.content, at), origin="drill", at=at
    )


def broken_rules(case: dict, decisions: list[Decision]) -> Iterator[set[str]]:
    """The rule codes of each decision that was judged wrong."""
    for one in decisions:
        if one.verdict in WRONG:
            scene = scene_of(case, one.scene)
            own = next((each for each in scene.get("choices", []) if each["id"] == one.move.get("choice")), {})
            if codes := {*scene.get("rules", []), *own.get("rules", [])}:
                yield codes


def _questions_on(broken: list[set[str]], case: dict, at: datetime) -> set[int]:
    asked = practisable(at).filter(service_items__code__in=case["service_items"], rules__code__in=set().union(*broken))
    rows = list(asked.order_by("question__code").values_list("question_id", "rules__code").distinct())
    found = (next((pk for pk, code in rows if code in codes), None) for codes in broken)
    return {pk for pk in found if pk}
