"""The document-check kind.

content {"stem", "documents": [{"id", "name", "face": [lines]}], "decision_options": [{"id", "text"}]};
key {"truth": {doc id: state}, "whys": {doc id: text}, "decision": option id};
value {"marks": {doc id: state}, "decision": option id}.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from question_bank.question_types.base import Outcome, QuestionType, form_list, register
from question_bank.question_types.document_check import marking
from question_bank.question_types.forms import lines, numbered, text

MOST_DOCUMENTS = 12
STATES = {
    "ok": gettext_lazy("合格"),
    "wrong": gettext_lazy("有误"),
    "expired": gettext_lazy("过期"),
    "missing_core": gettext_lazy("核心缺失"),
    "missing_minor": gettext_lazy("欠缺（可容缺）"),
    "superfluous": gettext_lazy("不应索要"),
}


def ids_in(content: dict, name: str) -> set[str]:
    return {row["id"] for row in content.get(name, [])}


class DocumentCheck(QuestionType):
    kind = "document_check"
    label = gettext_lazy("材料审核题")

    def problems(self, content: dict, key: dict) -> dict[str, str]:
        found: dict[str, str] = {}
        documents = content.get("documents") or []
        if not str(content.get("stem", "")).strip():
            found["stem"] = _("请写题干")
        if not documents:
            found["documents"] = _("请至少放一份材料")
        elif not all(str(row.get("name", "")).strip() and row.get("face") for row in documents):
            found["documents"] = _("每份材料都要有名称和正面内容")
        truth = key.get("truth") or {}
        if set(truth) != ids_in(content, "documents") or not set(truth.values()) <= set(STATES):
            found["truth"] = _("请为每份材料选定正确的判断")
        if len(content.get("decision_options") or []) < 2:
            found["decision_options"] = _("请至少写两个处理决定")
        elif key.get("decision") not in ids_in(content, "decision_options"):
            found["decision"] = _("请选定正确的处理决定")
        return found

    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        documents, truth, whys = [], {}, {}
        for place in range(MOST_DOCUMENTS):
            row = f"{prefix}document-{place}-"
            if not (name := text(data, row + "name")):
                continue
            document_id = f"d{len(documents) + 1}"
            documents.append({"id": document_id, "name": name, "face": lines(data, row + "face")})
            if state := text(data, row + "truth"):
                truth[document_id] = state
            if why := text(data, row + "why"):
                whys[document_id] = why
        options = numbered(lines(data, f"{prefix}decision_options"), "c")
        chosen = text(data, f"{prefix}decision")
        decision = next((option["id"] for option in options if option["text"] == chosen), "")
        content = {"stem": text(data, f"{prefix}stem"), "documents": documents, "decision_options": options}
        return content, {"truth": truth, "whys": whys, "decision": decision}

    def value_problem(self, content: dict, value: Any) -> str:
        if value is None:
            return ""
        marks = value.get("marks") if isinstance(value, dict) else None
        if not isinstance(marks, dict) or not set(value) <= {"marks", "decision"}:
            return "shape"
        known = set(marks) <= ids_in(content, "documents") and all(
            isinstance(state, str) and state in STATES for state in marks.values()
        )
        decision = value.get("decision")
        if decision is not None and not isinstance(decision, str):
            return "shape"
        return "" if known and decision in {None, *ids_in(content, "decision_options")} else "unknown_option"

    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        precision, recall, _f = marking.found_share(key["truth"], (value or {}).get("marks") or {})
        share = marking.mark(key["truth"], key["decision"], value)
        return Outcome(share, {"precision": str(precision), "recall": str(recall)})

    def disguise(self, content: dict, rng: Random) -> tuple[dict, dict[str, str]]:
        """Papers and decisions keep their order; their ids become d1, d2, … and c1, c2, …"""
        ids: dict[str, str] = {}
        shown = dict(content)
        for name, stub in (("documents", "d"), ("decision_options", "c")):
            rows = list(enumerate(content.get(name, []), start=1))
            ids.update({f"{stub}{place}": row["id"] for place, row in rows})
            shown[name] = [{**row, "id": f"{stub}{place}"} for place, row in rows]
        return shown, ids

    def restore(self, value: Any, ids: Mapping[str, str]) -> Any:
        if not isinstance(value, dict):
            return value
        marks = {ids.get(name, name): state for name, state in (value.get("marks") or {}).items()}
        decision = value.get("decision")
        return {"marks": marks, "decision": ids.get(decision, decision) if isinstance(decision, str) else decision}

    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        given = self.value_from_form(data, prefix, content) or {"marks": {}, "decision": ""}
        reasons = {row["id"]: text(data, f"{prefix}why-{row['id']}") for row in content["documents"]}
        whys = {name: why for name, why in reasons.items() if why}
        return {**key, "truth": given["marks"], "whys": whys, "decision": given["decision"]}

    def key_lines(self, content: dict, key: dict) -> list[str]:
        rows = [
            (row["name"], key["truth"].get(row["id"]), key.get("whys", {}).get(row["id"]))
            for row in content["documents"]
        ]
        lines = [f"{name}：{STATES.get(state, '—')}" + (f"（{why}）" if why else "") for name, state, why in rows]
        chosen = next((row["text"] for row in content["decision_options"] if row["id"] == key["decision"]), "—")
        return [*lines, _("处理决定：%(decision)s") % {"decision": chosen}]

    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        marks = {}
        for document in content.get("documents", []):
            if state := next(iter(form_list(data, f"{prefix}mark-{document['id']}")), ""):
                marks[document["id"]] = state
        decision = next(iter(form_list(data, f"{prefix}decision")), "") or None
        return {"marks": marks, "decision": decision} if marks or decision else None

    def plain_text(self, content: dict) -> str:
        documents = (
            " ".join([str(row.get("name", "")), *map(str, row.get("face", []))]) for row in content.get("documents", [])
        )
        return "\n".join([content.get("stem", ""), *documents])


register(DocumentCheck())
