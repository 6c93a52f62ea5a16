"""What short answer and essay share: a text, and marking points for a person."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from question_bank.question_types.base import Outcome, QuestionType, form_list
from question_bank.question_types.forms import lines, number, split_pair, text


class Written(QuestionType):
    objective = False
    longest: int

    def problems(self, content: dict, key: dict) -> dict[str, str]:
        found: dict[str, str] = {}
        if not str(content.get("stem", "")).strip():
            found["stem"] = _("请写题干")
        most = content.get("max_length") or self.longest
        if not isinstance(most, int) or not 1 <= most <= 20_000:
            found["max_length"] = _("字数上限请填 1 到 20000")
        points = key.get("marking_points") or []
        if not points:
            found["marking_points"] = _("请写评分要点和分值")
        elif not all(str(point.get("text", "")).strip() and _positive(point.get("points")) for point in points):
            found["marking_points"] = _("每个要点都要有文字和大于 0 的分值")
        return found

    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        """One marking point a line, "point = marks"."""
        content: dict[str, Any] = {"stem": text(data, f"{prefix}stem")}
        if most := text(data, f"{prefix}max_length"):
            content["max_length"] = number(most)
        return content, {"marking_points": _authored_points(data, prefix)}

    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        return {**key, "marking_points": _authored_points(data, prefix)}

    def key_lines(self, content: dict, key: dict) -> list[str]:
        said = [{"point": point["text"], "worth": point["points"]} for point in key["marking_points"]]
        return [_("%(point)s（%(worth)s 分）") % each for each in said]

    def judged_by(self, content: dict, key: dict) -> Any:
        return key["marking_points"]

    def limit(self, content: dict) -> int:
        return int(content.get("max_length") or self.longest)

    def value_problem(self, content: dict, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            return "shape"
        return "too_long" if len(value) > self.limit(content) else ""

    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        """Nothing written earns nothing; anything else waits for a person."""
        blank = not isinstance(value, str) or not value.strip()
        return Outcome(Fraction(0) if blank else None, {})

    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        text = next(iter(form_list(data, f"{prefix}value")), "").replace("\r\n", "\n")
        return text if text.strip() else None


def _authored_points(data: Mapping, prefix: str) -> list[dict]:
    pairs = [split_pair(line) for line in lines(data, f"{prefix}marking_points")]
    return [{"text": words, "points": number(worth)} for words, worth in pairs]


def _positive(points: Any) -> bool:
    try:
        return Decimal(str(points)) > 0
    except InvalidOperation:
        return False
