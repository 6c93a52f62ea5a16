"""The matching kind.

content {"stem", "lefts": [{"id", "text"}], "rights": [{"id", "text"}]}; key {"pairs": {left: right}};
value: {left: right} as far as matched.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from question_bank.question_types.base import Outcome, QuestionType, form_list, register, renamed
from question_bank.question_types.forms import lines, numbered, split_pair, text
from question_bank.question_types.matching import marking


def side(content: dict, name: str) -> set[str]:
    return {row["id"] for row in content.get(name, [])}


class Matching(QuestionType):
    kind = "matching"
    label = gettext_lazy("匹配题")

    def problems(self, content: dict, key: dict) -> dict[str, str]:
        found: dict[str, str] = {}
        if not str(content.get("stem", "")).strip():
            found["stem"] = _("请写题干")
        for name in ("lefts", "rights"):
            rows = content.get(name) or []
            texts = [str(row.get("text", "")).strip() for row in rows]
            if len(rows) < 2:
                found[name] = _("请至少写两项")
            elif not all(texts) or len(set(texts)) < len(texts) or len(side(content, name)) < len(rows):
                found[name] = _("有一项是空的，或者与另一项完全一样")
        pairs = key.get("pairs") or {}
        if not found and (set(pairs) != side(content, "lefts") or not set(pairs.values()) <= side(content, "rights")):
            found["pairs"] = _("左边每一项都要配上右边的一项")
        return found

    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        """One pair a line, "left = right"; right sides that match nothing stand in a field of their own."""
        pairs = [split_pair(line) for line in lines(data, f"{prefix}pairs")]
        extra = lines(data, f"{prefix}extra_rights")
        lefts = numbered((left for left, _right in pairs), "l")
        rights = numbered(dict.fromkeys([right for _left, right in pairs if right] + extra), "r")
        ids = {row["text"]: row["id"] for row in rights}
        matched = {row["id"]: ids[right] for row, (_left, right) in zip(lefts, pairs, strict=True) if right}
        return {"stem": text(data, f"{prefix}stem"), "lefts": lefts, "rights": rights}, {"pairs": matched}

    def value_problem(self, content: dict, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            return "shape"
        known = set(value) <= side(content, "lefts") and set(value.values()) <= side(content, "rights")
        return "" if known else "unknown_option"

    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        share, right = marking.mark(key["pairs"], value)
        return Outcome(share, {"right": right})

    def disguise(self, content: dict, rng: Random) -> tuple[dict, dict[str, str]]:
        lefts, left_ids = renamed(content["lefts"], rng, "l")
        rights, right_ids = renamed(content["rights"], rng, "r")
        return {**content, "lefts": lefts, "rights": rights}, {**left_ids, **right_ids}

    def restore(self, value: Any, ids: Mapping[str, str]) -> Any:
        if not isinstance(value, dict):
            return value
        return {ids.get(left, left): ids.get(right, right) for left, right in value.items()}

    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        return {**key, "pairs": self.value_from_form(data, prefix, content) or {}}

    def key_lines(self, content: dict, key: dict) -> list[str]:
        texts = {row["id"]: row["text"] for row in [*content["lefts"], *content["rights"]]}
        pairs = key["pairs"]
        return [f"{row['text']} → {texts.get(pairs.get(row['id']), '—')}" for row in content["lefts"]]

    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        matched = {}
        for left in content.get("lefts", []):
            if chosen := next(iter(form_list(data, f"{prefix}match-{left['id']}")), ""):
                matched[left["id"]] = chosen
        return matched or None

    def plain_text(self, content: dict) -> str:
        rows = [*content.get("lefts", []), *content.get("rights", [])]
        return "\n".join([content.get("stem", ""), *(str(row.get("text", "")) for row in rows)])


register(Matching())
