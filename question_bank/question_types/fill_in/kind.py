"""The fill-in kind.

content {"stem" with ____ per blank, "blanks": [{"unit"?}]}; key {"blanks": [{"answers", "numeric"?, "unit"?}]};
value: one text per blank.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from question_bank.question_types.base import Outcome, QuestionType, form_list, register
from question_bank.question_types.fill_in import marking
from question_bank.question_types.forms import number, text

BLANK = "____"
LONGEST = 200


class FillIn(QuestionType):
    kind = "fill_in"
    label = gettext_lazy("填空题")

    def problems(self, content: dict, key: dict) -> dict[str, str]:
        found: dict[str, str] = {}
        stem, blanks, keys = str(content.get("stem", "")), content.get("blanks") or [], key.get("blanks") or []
        if not stem.strip():
            found["stem"] = _("请写题干")
        elif stem.count(BLANK) != len(blanks) or not blanks:
            found["stem"] = _("题干里有 %(stem)s 处 ____，答案却有 %(blanks)s 个，两边要一样多") % {
                "stem": stem.count(BLANK),
                "blanks": len(blanks),
            }
        if len(keys) != len(blanks):
            found["blanks"] = _("每个空都要有答案")
        for place, blank in enumerate(keys, start=1):
            if message := _blank_problem(blank):
                found.setdefault("blanks", _("第 %(n)s 空：%(why)s") % {"n": place, "why": message})
        return found

    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        """Answers of one blank are parted by "/" or line ends; a row counts while the stem has a blank for it."""
        stem = text(data, f"{prefix}stem")
        keys = _authored_blanks(data, prefix, stem.count(BLANK))
        blanks = [{"unit": blank["unit"]} if "unit" in blank else {} for blank in keys]
        return {"stem": stem, "blanks": blanks}, {"blanks": keys}

    def value_problem(self, content: dict, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            return "shape"
        if len(value) != len(content.get("blanks", [])):
            return "shape"
        return "too_long" if any(len(each) > LONGEST for each in value) else ""

    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        share, right = marking.mark(key["blanks"], value)
        return Outcome(share, {"right": right})

    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        return {**key, "blanks": _authored_blanks(data, prefix, len(content["blanks"]))}

    def key_lines(self, content: dict, key: dict) -> list[str]:
        said = enumerate((_blank_words(blank) for blank in key["blanks"]), start=1)
        return [_("第 %(n)s 空：%(words)s") % {"n": place, "words": words} for place, words in said]

    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        texts = [
            next(iter(form_list(data, f"{prefix}value-{place}")), "") for place in range(len(content.get("blanks", [])))
        ]
        return texts if any(text.strip() for text in texts) else None


def _authored_blanks(data: Mapping, prefix: str, count: int) -> list[dict]:
    """What counts in each blank, as a form says."""
    keys = []
    for place in range(count):
        row = f"{prefix}blank-{place}-"
        answers = [each.strip() for each in re.split(r"[/／\n]", text(data, row + "answers")) if each.strip()]
        blank: dict[str, Any] = {"answers": answers}
        if value := text(data, row + "value"):
            blank["numeric"] = {"value": number(value), "tolerance": number(text(data, row + "tolerance") or "0")}
        if unit := text(data, row + "unit"):
            blank["unit"] = unit
        keys.append(blank)
    return keys


def _blank_words(blank: dict) -> str:
    words = [" / ".join(blank.get("answers") or [])]
    if numeric := blank.get("numeric"):
        said = {"value": numeric["value"], "tolerance": numeric.get("tolerance") or 0}
        words.append(_("数值 %(value)s，误差 %(tolerance)s 以内") % said)
    if blank.get("unit"):
        words.append(_("单位 %(unit)s") % {"unit": blank["unit"]})
    return "；".join(each for each in words if each)


def _blank_problem(blank: dict) -> str:
    if not any(str(answer).strip() for answer in blank.get("answers", [])) and not blank.get("numeric"):
        return _("请写至少一个答案")
    if numeric := blank.get("numeric"):
        try:
            Fraction(str(numeric.get("value")))
            tolerance = Fraction(str(numeric.get("tolerance") or 0))
        except (ValueError, ZeroDivisionError):
            return _("数值请填数字，如 3 或 0.5")
        if tolerance < 0:
            return _("误差不能小于 0")
    return ""


register(FillIn())
