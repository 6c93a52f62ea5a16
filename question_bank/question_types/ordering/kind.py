"""The ordering kind.

content {"stem", "entries": [{"id", "text"}], "scoring"?}; key {"order": [ids]}; value: [ids] as far as placed.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from question_bank.question_types.base import Outcome, QuestionType, form_list, register, renamed
from question_bank.question_types.forms import lines, numbered, text
from question_bank.question_types.ordering import marking


def entry_ids(content: dict) -> set[str]:
    return {entry["id"] for entry in content.get("entries", [])}


class Ordering(QuestionType):
    kind = "ordering"
    label = gettext_lazy("排序题")

    def problems(self, content: dict, key: dict) -> dict[str, str]:
        found: dict[str, str] = {}
        entries = content.get("entries") or []
        texts = [str(entry.get("text", "")).strip() for entry in entries]
        if not str(content.get("stem", "")).strip():
            found["stem"] = _("请写题干")
        if len(entries) < 3:
            found["entries"] = _("请至少写三步，两步的请改为单选题")
        elif not all(texts) or len(set(texts)) < len(texts):
            found["entries"] = _("有一步是空的，或者与另一步完全一样")
        elif len(entry_ids(content)) < len(entries) or sorted(key.get("order") or []) != sorted(entry_ids(content)):
            found["entries"] = _("正确顺序要把每一步都排上，各一次")
        if content.get("scoring", "all_or_nothing") not in marking.SCORINGS:
            found["scoring"] = _("请选择计分方式")
        return found

    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        """One entry a line, in the right order."""
        entries = numbered(lines(data, f"{prefix}entries"), "e")
        content = {"stem": text(data, f"{prefix}stem"), "entries": entries}
        if (scoring := text(data, f"{prefix}scoring")) not in ("", "all_or_nothing"):
            content["scoring"] = scoring
        return content, {"order": [entry["id"] for entry in entries]}

    def value_problem(self, content: dict, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            return "shape"
        if len(set(value)) < len(value):
            return "shape"
        return "" if set(value) <= entry_ids(content) else "unknown_option"

    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        share = marking.mark(key["order"], value, content.get("scoring", "all_or_nothing"))
        return Outcome(share, {"order": key["order"]})

    def disguise(self, content: dict, rng: Random) -> tuple[dict, dict[str, str]]:
        entries, ids = renamed(content["entries"], rng, "e")
        return {**content, "entries": entries}, ids

    def restore(self, value: Any, ids: Mapping[str, str]) -> Any:
        return [ids.get(each, each) for each in value] if isinstance(value, list) else value

    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        places = [next(iter(form_list(data, f"{prefix}order-{each}")), "") for each in entry_ids(content)]
        order = self.value_from_form(data, prefix, content) if len(set(places)) == len(places) else []
        return {**key, "order": order or []}

    def key_lines(self, content: dict, key: dict) -> list[str]:
        texts = {entry["id"]: entry["text"] for entry in content["entries"]}
        return [f"{place}. {texts[each]}" for place, each in enumerate(key["order"], start=1)]

    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        placed = []
        for entry in content.get("entries", []):
            place = next(iter(form_list(data, f"{prefix}order-{entry['id']}")), "")
            if place.isdecimal():
                placed.append((int(place), entry["id"]))
        return [entry_id for _place, entry_id in sorted(placed, key=lambda each: each[0])] or None

    def plain_text(self, content: dict) -> str:
        return "\n".join([content.get("stem", ""), *(str(each.get("text", "")) for each in content.get("entries", []))])


register(Ordering())
