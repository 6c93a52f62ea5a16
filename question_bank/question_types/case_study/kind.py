"""The case-study kind.

content {"stem", "documents": [{"id", "name", "face": [lines]}], "sub_questions": [{"id", "kind", "content", "points"}]};
key {"subs": {id: key}, "explanations": {id: text}}; value {sub id: value}.
"""

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from question_bank.question_types.base import Outcome, QuestionType, get, kinds, register
from question_bank.question_types.case_study import marking
from question_bank.question_types.forms import lines, number, text

MOST_PARTS = 12


class CaseStudy(QuestionType):
    kind = "case_study"
    label = gettext_lazy("案例题")
    objective = False

    def problems(self, content: dict, key: dict) -> dict[str, str]:
        found: dict[str, str] = {}
        if not str(content.get("stem", "")).strip():
            found["stem"] = _("请写题干")
        subs, keys = content.get("sub_questions") or [], key.get("subs") or {}
        if not subs:
            found["sub_questions"] = _("请至少写一个小题")
        if len({sub.get("id") for sub in subs}) < len(subs):
            found["sub_questions"] = _("小题的编号重复")
        for place, sub in enumerate(subs, start=1):
            if sub.get("kind") == self.kind:
                found["sub_questions"] = _("小题不能又是案例题")
                continue
            if sub.get("kind") not in {kind.kind for kind in kinds()}:
                found["sub_questions"] = _("第 %(n)s 小题没有题型") % {"n": place}
                continue
            own = get(sub["kind"]).problems(sub["content"], keys.get(sub["id"]) or {})
            if not own and not _worth(sub) > 0:
                own = {"points": _("请填大于 0 的分值")}
            for field, message in own.items():
                found[f"sub_questions.{sub['id']}.{field}"] = _("第 %(n)s 小题：%(why)s") % {"n": place, "why": message}
        return found

    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        documents, subs, keys, explanations = [], [], {}, {}
        for place in range(MOST_PARTS):
            if name := text(data, f"{prefix}document-{place}-name"):
                face = lines(data, f"{prefix}document-{place}-face")
                documents.append({"id": f"d{len(documents) + 1}", "name": name, "face": face})
            row = f"{prefix}sub-{place}-"
            kind = text(data, row + "kind")
            if not kind or kind == self.kind or text(data, row + "drop"):
                continue
            sub_id = f"s{len(subs) + 1}"
            content, keys[sub_id] = get(kind).authored(data, row)
            subs.append({"id": sub_id, "kind": kind, "content": content, "points": number(text(data, row + "points"))})
            if why := text(data, row + "explanation"):
                explanations[sub_id] = why
        content = {"stem": text(data, f"{prefix}stem"), "documents": documents, "sub_questions": subs}
        return content, {"subs": keys, "explanations": explanations}

    def value_problem(self, content: dict, value: Any) -> str:
        if value is None:
            return ""
        subs = {sub["id"]: sub for sub in content.get("sub_questions", [])}
        if not isinstance(value, dict):
            return "shape"
        if not set(value) <= set(subs):
            return "unknown_option"
        codes = (get(subs[name]["kind"]).value_problem(subs[name]["content"], each) for name, each in value.items())
        return next((code for code in codes if code), "")

    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        given = value if isinstance(value, dict) else {}
        outcomes = {
            sub["id"]: get(sub["kind"]).mark(sub["content"], key["subs"][sub["id"]], given.get(sub["id"]))
            for sub in content["sub_questions"]
        }
        whole, certain = marking.mark([(_worth(sub), outcomes[sub["id"]].fraction) for sub in content["sub_questions"]])
        subs = {
            name: {"fraction": None if each.fraction is None else str(each.fraction), "details": each.details}
            for name, each in outcomes.items()
        }
        return Outcome(whole, {"subs": subs, "certain": str(certain)})

    def needs_marker(self, content: dict) -> bool:
        return any(get(sub["kind"]).needs_marker(sub["content"]) for sub in content.get("sub_questions", []))

    def disguise(self, content: dict, rng: Random) -> tuple[dict, dict[str, str]]:
        """Sub-questions keep their order; ids become s1, s2, … and the map holds "s1" and "s1/o2" alike."""
        shown, ids = [], {}
        for place, sub in enumerate(content["sub_questions"], start=1):
            inner, inner_ids = get(sub["kind"]).disguise(sub["content"], rng)
            shown.append({**sub, "id": f"s{place}", "content": inner})
            ids[f"s{place}"] = sub["id"]
            ids.update({f"s{place}/{new}": true for new, true in inner_ids.items()})
        return {**content, "sub_questions": shown}, ids

    def restore(self, value: Any, ids: Mapping[str, str]) -> Any:
        if not isinstance(value, dict):
            return value
        restored = {}
        for name, each in value.items():
            inner = {new.split("/", 1)[1]: true for new, true in ids.items() if new.startswith(f"{name}/")}
            restored[ids.get(name, name)] = _restored(each, inner)
        return restored

    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        subs, whys = {}, {}
        for sub in content["sub_questions"]:
            name, row = sub["id"], f"{prefix}{sub['id']}-"
            subs[name] = get(sub["kind"]).corrected(data, row, sub["content"], key["subs"][name])
            if why := text(data, row + "explanation"):
                whys[name] = why
        return {**key, "subs": subs, "explanations": whys}

    def key_problems(self, content: dict, key: dict) -> dict[str, str]:
        found: dict[str, str] = {}
        for place, sub in enumerate(content["sub_questions"], start=1):
            own = get(sub["kind"]).key_problems(sub["content"], key["subs"][sub["id"]])
            for field, message in own.items():
                found[f"sub_questions.{sub['id']}.{field}"] = _("第 %(n)s 小题：%(why)s") % {"n": place, "why": message}
        return found

    def key_lines(self, content: dict, key: dict) -> list[str]:
        return [
            _("第 %(n)s 小题：%(why)s") % {"n": place, "why": line}
            for place, sub in enumerate(content["sub_questions"], start=1)
            for line in get(sub["kind"]).key_lines(sub["content"], key["subs"][sub["id"]])
        ]

    def judged_by(self, content: dict, key: dict) -> Any:
        subs = content["sub_questions"]
        judged = {sub["id"]: get(sub["kind"]).judged_by(sub["content"], key["subs"][sub["id"]]) for sub in subs}
        return {name: each for name, each in judged.items() if each is not None} or None

    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        values = {}
        for sub in content.get("sub_questions", []):
            value = get(sub["kind"]).value_from_form(data, f"{prefix}{sub['id']}-", sub["content"])
            if value is not None:
                values[sub["id"]] = value
        return values or None

    def plain_text(self, content: dict) -> str:
        subs = (get(sub["kind"]).plain_text(sub["content"]) for sub in content.get("sub_questions", []))
        return "\n".join([content.get("stem", ""), *subs])


def _worth(sub: dict) -> Fraction:
    try:
        return Fraction(str(sub.get("points") or 0))
    except ValueError:
        return Fraction(0)


def _restored(value: Any, ids: Mapping[str, str]) -> Any:
    """A part's response in true ids, whatever its kind: ids are renamed wherever they stand."""
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, list):
        return [_restored(each, ids) for each in value]
    if isinstance(value, dict):
        return {ids.get(name, name): _restored(each, ids) for name, each in value.items()}
    return value


register(CaseStudy())
