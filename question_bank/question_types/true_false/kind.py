"""The true/false kind.

content {"stem"}; key {"correct": true or false}; value: true or false.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from question_bank.question_types.base import Outcome, QuestionType, form_list, register
from question_bank.question_types.forms import text
from question_bank.question_types.true_false import marking


class TrueFalse(QuestionType):
    kind = "true_false"
    label = gettext_lazy("判断题")

    def problems(self, content: dict, key: dict) -> dict[str, str]:
        found = {}
        if not str(content.get("stem", "")).strip():
            found["stem"] = _("请写题干")
        if not isinstance(key.get("correct"), bool):
            found["correct"] = _("请选定“正确”或“错误”")
        return found

    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        correct = {"true": True, "false": False}.get(text(data, f"{prefix}correct"))
        return {"stem": text(data, f"{prefix}stem")}, {"correct": correct}

    def value_problem(self, content: dict, value: Any) -> str:
        return "" if value is None or isinstance(value, bool) else "shape"

    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        return Outcome(marking.mark(key["correct"], value), {"correct": key["correct"]})

    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        return {**key, "correct": self.value_from_form(data, prefix, content)}

    def key_lines(self, content: dict, key: dict) -> list[str]:
        return [_("正确") if key["correct"] else _("错误")]

    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        posted = form_list(data, f"{prefix}value")
        return {"true": True, "false": False}.get(posted[0]) if posted else None


register(TrueFalse())
