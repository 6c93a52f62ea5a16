"""The neutral format: one JSON object a line, with the answers inside (docs/decisions/0007)."""

import json
from typing import Any

from question_bank.formats import limits, words
from question_bank.formats.build import Refused, matching, ordering
from question_bank.formats.parsed import FileRefused, Parsed, ParsedQuestion

TRUTHS = ("ok", "wrong", "expired", "missing_core", "missing_minor", "superfluous")
FACETS = ("cognitive_level", "difficulty", "points", "pool", "exclusion_group", "checked_on", "valid_from", "valid_to")


def read(data: bytes, options: dict) -> Parsed:
    """Every line that is not empty is a question."""
    parsed = Parsed(format="jsonl")
    for number, line in enumerate(limits.decode(data).split("\n"), 1):
        if not line.strip():
            continue
        if parsed.read >= limits.QUESTIONS:
            raise FileRefused("too_many_questions", limit=limits.QUESTIONS)
        try:
            parsed.questions.append(_question(_object(line, number), f"line:{number}"))
        except Refused as refused:
            parsed.refuse(refused.problems)
    if not parsed.read:
        raise FileRefused("no_questions")
    return parsed


def _object(line: str, number: int) -> dict:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(f"line:{number}", "bad_json") from error
    if not isinstance(row, dict):
        raise Refused(f"line:{number}", "bad_json")
    return row


def _question(row: dict, where: str) -> ParsedQuestion:
    kind = row.get("kind")
    if not isinstance(kind, str) or kind not in ANSWERS:
        raise Refused(where, "unsupported_kind", given=str(kind)[:40])
    try:
        content, key = ANSWERS[kind](row, where)
        facets = _facets(row, where)
        return ParsedQuestion(
            kind=kind, content=content, key=key, code=str(row.get("key") or ""), explanation=str(row.get("explanation") or ""),
            notes=str(row.get("notes") or ""), service_items=_codes(row, "service_items"), rules=_codes(row, "rules"),
            facets=facets, where=where,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Refused(where, "bad_record", reason=str(error)[:80]) from error


def _codes(row: dict, name: str) -> list[str]:
    return [str(code) for code in row.get(name) or []]


def _facets(row: dict, where: str) -> dict[str, Any]:
    facets = {name: row[name] for name in FACETS if row.get(name) not in (None, "")}
    known = {"cognitive_level": words.LEVEL_WORDS, "difficulty": words.DIFFICULTY_WORDS, "pool": words.POOL_WORDS}
    for name, values in known.items():
        if name in facets and facets[name] not in values:
            raise Refused(where, f"unknown_{name}", given=str(facets[name])[:40])
    if "points" in facets and not 0 < (words.number_of(facets["points"]) or 0) <= 1000:
        raise Refused(where, "bad_points", given=str(facets["points"])[:40])
    for name in ("checked_on", "valid_from", "valid_to"):
        if name in facets and not words.date_of(facets[name]):
            raise Refused(where, "bad_date", given=str(facets[name])[:40])
    if topic := row.get("topic"):
        facets["topic"] = topic["code"] if isinstance(topic, dict) else str(topic)
    if basis := row.get("legal_basis"):
        facets |= {"legal_basis": str(basis["law"])[:200], "clause": str(basis.get("clause") or "")[:120]}
    if row.get("source_mark"):
        facets["source"] = str(row["source_mark"])[:120]
    if row.get("verify"):
        facets["to_verify"] = True
    return facets


def _choice(row: dict, where: str) -> tuple[dict, dict]:
    options = [{"id": str(option["id"]), "text": str(option["text"])} for option in row["options"]]
    correct = [str(option["id"]) for option in row["options"] if option.get("correct") is True]
    content = {"stem": str(row["stem"]), "options": options}
    if row.get("scoring"):
        content["scoring"] = str(row["scoring"])
    return content, {"correct": correct}


def _true_false(row: dict, where: str) -> tuple[dict, dict]:
    right = [option["id"] for option in row["options"] if option.get("correct") is True]
    if right not in (["T"], ["F"]):
        raise Refused(where, "not_true_false", answer=str(right)[:40])
    return {"stem": str(row["stem"])}, {"correct": right == ["T"]}


def _fill_in(row: dict, where: str) -> tuple[dict, dict]:
    shown, blanks = [], []
    for blank in row["blanks"]:
        kept: dict[str, Any] = {"answers": [str(answer) for answer in blank["answers"]]}
        if numeric := blank.get("numeric"):
            kept["numeric"] = {"value": numeric["value"], "tolerance": numeric.get("tolerance") or 0}
        if blank.get("unit"):
            kept["unit"] = str(blank["unit"])
        blanks.append(kept)
        shown.append({"unit": kept["unit"]} if "unit" in kept else {})
    return {"stem": str(row["stem"]), "blanks": shown}, {"blanks": blanks}


def _ordering(row: dict, where: str) -> tuple[dict, dict]:
    return ordering(str(row["stem"]), [str(text) for text in row["sequence"]], where)


def _matching(row: dict, where: str) -> tuple[dict, dict]:
    pairs = [(str(pair["left"]), str(pair["right"])) for pair in row["pairs"]]
    return matching(str(row["stem"]), pairs, [str(text) for text in row.get("extra_rights") or []], where)


def _written(row: dict, where: str) -> tuple[dict, dict]:
    points = [{"text": str(point["text"]), "points": point["points"]} for point in row["marking_points"]]
    longest = row.get("max_length") or (2000 if row["kind"] == "essay" else 1000)
    return {"stem": str(row["stem"]), "max_length": int(longest)}, {"marking_points": points}


def _documents(row: dict) -> list[dict]:
    return [
        {"id": f"d{number}", "name": str(each["name"]), "face": [str(line) for line in each["face"]]}
        for number, each in enumerate(row.get("documents") or [], 1)
    ]


def _case_study(row: dict, where: str) -> tuple[dict, dict]:
    subs, keys, explanations = [], {}, {}
    for number, sub in enumerate(row["sub_questions"], 1):
        name = f"q{number}"
        if sub["kind"] not in ANSWERS or sub["kind"] == "case_study":
            raise Refused(where, "unsupported_kind", given=str(sub["kind"])[:40])
        content, keys[name] = ANSWERS[sub["kind"]](sub, where)
        subs.append({"id": name, "kind": sub["kind"], "content": content, "points": sub["points"]})
        if sub.get("explanation"):
            explanations[name] = str(sub["explanation"])
    content = {"stem": str(row["stem"]), "documents": _documents(row), "sub_questions": subs}
    return content, {"subs": keys, "explanations": explanations}


def _document_check(row: dict, where: str) -> tuple[dict, dict]:
    documents = _documents(row)
    decisions = [{"id": words.LETTERS[index], "text": str(text)} for index, text in enumerate(row["decision_options"])]
    by_text = {each["text"]: each["id"] for each in decisions}
    content = {"stem": str(row["stem"]), "documents": documents, "decision_options": decisions}
    truth = {kept["id"]: str(each["truth"]) for kept, each in zip(documents, row["documents"])}
    whys = {kept["id"]: str(each["why"]) for kept, each in zip(documents, row["documents"]) if each.get("why")}
    return content, {"truth": truth, "whys": whys, "decision": by_text[str(row["decision"])]}


ANSWERS = {
    "single_choice": _choice, "multiple_choice": _choice, "true_false": _true_false, "fill_in": _fill_in,
    "ordering": _ordering, "matching": _matching, "short_answer": _written, "essay": _written,
    "case_study": _case_study, "document_check": _document_check,
}  # fmt: skip
