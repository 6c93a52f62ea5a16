"""Questions in the neutral format, one JSON object a line; it holds every kind, pictures excepted."""

import json
from typing import Any

from question_bank.formats.parsed import Loss, ParsedQuestion, Written


def write(questions: list[ParsedQuestion]) -> Written:
    """All questions; pictures are the only loss."""
    lines, losses = [], []
    for number, question in enumerate(questions, 1):
        where = question.code or f"question:{number}"
        lines.append(json.dumps(record_of(question), ensure_ascii=False))
        if question.images:
            losses.append(Loss(where, "images"))
    return Written(("\n".join(lines) + "\n").encode(), losses)


def record_of(question: ParsedQuestion) -> dict[str, Any]:
    facets = question.facets
    return {
        "key": question.code, "kind": question.kind, **ANSWERS[question.kind](question.content, question.key),
        "explanation": question.explanation, "notes": question.notes, "service_items": question.service_items,
        "rules": question.rules, "topic": facets.get("topic"), "cognitive_level": facets.get("cognitive_level"),
        "difficulty": facets.get("difficulty"), "points": facets.get("points"), "pool": facets.get("pool"),
        "legal_basis": {"law": facets.get("legal_basis", ""), "clause": facets.get("clause", "")} if facets.get("legal_basis") or facets.get("clause") else None,
        "source_mark": facets.get("source"), "verify": bool(facets.get("to_verify")), "checked_on": facets.get("checked_on"),
        "valid_from": facets.get("valid_from"), "valid_to": facets.get("valid_to"), "exclusion_group": facets.get("exclusion_group"),
    }  # fmt: skip


def _choice(content: dict, key: dict) -> dict:
    options = [{**option, "correct": option["id"] in key["correct"]} for option in content["options"]]
    return {"stem": content["stem"], "options": options, "scoring": content.get("scoring")}


def _true_false(content: dict, key: dict) -> dict:
    options = [
        {"id": "T", "text": "正确", "correct": key["correct"]},
        {"id": "F", "text": "错误", "correct": not key["correct"]},
    ]
    return {"stem": content["stem"], "options": options}


def _fill_in(content: dict, key: dict) -> dict:
    return {"stem": content["stem"], "blanks": key["blanks"]}


def _ordering(content: dict, key: dict) -> dict:
    texts = {entry["id"]: entry["text"] for entry in content["entries"]}
    return {"stem": content["stem"], "sequence": [texts[name] for name in key["order"]]}


def _matching(content: dict, key: dict) -> dict:
    rights, used = {row["id"]: row["text"] for row in content["rights"]}, set(key["pairs"].values())
    pairs = [{"left": row["text"], "right": rights[key["pairs"][row["id"]]]} for row in content["lefts"]]
    return {
        "stem": content["stem"],
        "pairs": pairs,
        "extra_rights": [text for name, text in rights.items() if name not in used],
    }


def _written(content: dict, key: dict) -> dict:
    return {"stem": content["stem"], "marking_points": key["marking_points"], "max_length": content.get("max_length")}


def _case_study(content: dict, key: dict) -> dict:
    subs = []
    for sub in content["sub_questions"]:
        body = ANSWERS[sub["kind"]](sub["content"], key["subs"][sub["id"]])
        said = key.get("explanations", {}).get(sub["id"], "")
        subs.append({"id": sub["id"], "kind": sub["kind"], "points": sub["points"], **body, "explanation": said})
    documents = [{"name": each["name"], "face": each["face"]} for each in content.get("documents", [])]
    return {"stem": content["stem"], "documents": documents, "sub_questions": subs}


def _document_check(content: dict, key: dict) -> dict:
    documents = [
        {
            "name": each["name"],
            "face": each["face"],
            "truth": key["truth"][each["id"]],
            "why": key.get("whys", {}).get(each["id"], ""),
        }
        for each in content["documents"]
    ]
    decisions = {each["id"]: each["text"] for each in content["decision_options"]}
    return {
        "stem": content["stem"], "documents": documents, "decision_options": list(decisions.values()), "decision": decisions[key["decision"]],
    }  # fmt: skip


ANSWERS = {
    "single_choice": _choice, "multiple_choice": _choice, "true_false": _true_false, "fill_in": _fill_in,
    "ordering": _ordering, "matching": _matching, "short_answer": _written, "essay": _written,
    "case_study": _case_study, "document_check": _document_check,
}  # fmt: skip
