"""The multiple-choice kind.

content {"stem", "options": [{"id", "text"}], "scoring"?}; key {"correct": [ids]}; value: [ids].
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from question_bank.question_types.base import Outcome, QuestionType, form_list, register, renamed
from question_bank.question_types.forms import text
from question_bank.question_types.multiple_choice import marking
from question_bank.question_types.options import (
    authored_options,
    chosen_lines,
    option_ids,
    option_problems,
    options_text,
)


class MultipleChoice(QuestionType):
    kind = "multiple_choice"
    label = gettext_lazy("多选题")

    def problems(self, content: dict, key: dict) -> dict[str, str]:
        found = option_problems(content)
        correct, ids = set(key.get("correct") or []), option_ids(content)
        if "options" not in found:
            if len(correct) < 2 or not correct <= ids:
                found["correct"] = _("请选定至少两个正确选项；只有一个正确的，请改为单选题")
            elif correct == ids:
                found["correct"] = _("不能所有选项都正确，请至少留一个错误选项")
        if content.get("scoring", "all_or_nothing") not in marking.SCORINGS:
            found["scoring"] = _("请选择计分方式")
        return found

    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        options, correct = authored_options(data, prefix)
        content = {"stem": text(data, f"{prefix}stem"), "options": options}
        scoring = text(data, f"{prefix}scoring")
        return {**content, "scoring": scoring} if scoring not in ("", "all_or_nothing") else content, {
            "correct": correct
        }

    def value_problem(self, content: dict, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            return "shape"
        if len(set(value)) < len(value):
            return "shape"
        return "" if set(value) <= option_ids(content) else "unknown_option"

    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        scoring = content.get("scoring", "all_or_nothing")
        chosen = value or []
        fraction = marking.mark(key["correct"], option_ids(content), chosen, scoring) if chosen else marking.Fraction(0)
        return Outcome(fraction, {"correct": key["correct"]})

    def disguise(self, content: dict, rng: Random) -> tuple[dict, dict[str, str]]:
        options, ids = renamed(content["options"], rng, "o")
        return {**content, "options": options}, ids

    def restore(self, value: Any, ids: Mapping[str, str]) -> Any:
        return [ids.get(each, each) for each in value] if isinstance(value, list) else value

    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        return {**key, "correct": form_list(data, f"{prefix}correct")}

    def key_problems(self, content: dict, key: dict) -> dict[str, str]:
        correct = set(key.get("correct") or [])
        sound = correct and correct <= option_ids(content)
        return {} if sound else {"correct": _("请选定至少一个正确选项")}

    def key_lines(self, content: dict, key: dict) -> list[str]:
        return chosen_lines(content, key)

    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        return form_list(data, f"{prefix}value") or None

    def plain_text(self, content: dict) -> str:
        return options_text(content)


register(MultipleChoice())
