"""The single-choice kind.

content {"stem", "options": [{"id", "text"}]}; key {"correct": [id]}; value: an id.

A key corrected after use may accept several options.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from question_bank.question_types.base import Outcome, QuestionType, form_list, register, renamed
from question_bank.question_types.forms import text
from question_bank.question_types.options import (
    authored_options,
    chosen_lines,
    option_ids,
    option_problems,
    options_text,
)
from question_bank.question_types.single_choice import marking


class SingleChoice(QuestionType):
    kind = "single_choice"
    label = gettext_lazy("单选题")

    def problems(self, content: dict, key: dict) -> dict[str, str]:
        found = option_problems(content)
        correct = key.get("correct") or []
        if "options" not in found and (len(correct) != 1 or correct[0] not in option_ids(content)):
            found["correct"] = _("请选定一个正确选项")
        return found

    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        options, correct = authored_options(data, prefix)
        return {"stem": text(data, f"{prefix}stem"), "options": options}, {"correct": correct}

    def value_problem(self, content: dict, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            return "shape"
        return "" if value in option_ids(content) else "unknown_option"

    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        return Outcome(marking.mark(key["correct"], value), {"correct": key["correct"]})

    def disguise(self, content: dict, rng: Random) -> tuple[dict, dict[str, str]]:
        options, ids = renamed(content["options"], rng, "o")
        return {**content, "options": options}, ids

    def restore(self, value: Any, ids: Mapping[str, str]) -> Any:
        return ids.get(value, value) if isinstance(value, str) else value

    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        return {**key, "correct": form_list(data, f"{prefix}correct")}

    def key_problems(self, content: dict, key: dict) -> dict[str, str]:
        correct, ids = set(key.get("correct") or []), option_ids(content)
        if not correct or not correct <= ids:
            return {"correct": _("请选定至少一个算对的选项")}
        return {"correct": _("所有选项都算对的，请勾选“所有人得满分”")} if correct == ids else {}

    def key_lines(self, content: dict, key: dict) -> list[str]:
        return chosen_lines(content, key)

    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        chosen = form_list(data, f"{prefix}value")
        return chosen[0] if chosen and chosen[0] else None

    def plain_text(self, content: dict) -> str:
        return options_text(content)


register(SingleChoice())
