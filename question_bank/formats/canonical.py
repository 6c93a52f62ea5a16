"""One digest for "the same question", whatever file it came from and whatever ids its options carry."""

import hashlib
import json
import re

from question_bank.formats.parsed import ParsedQuestion

FACETS = (
    "topic", "cognitive_level", "difficulty", "points", "pool", "exclusion_group", "legal_basis", "clause", "source",
    "checked_on", "to_verify", "valid_from", "valid_to",
)  # fmt: skip


def tidy(text: str) -> str:
    """Line ends as \\n, runs of blanks as one, no blanks at the ends or round a gap."""
    text = re.sub(r"[^\S\n]+", " ", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r" *\n *", "\n", text).strip()
    return re.sub(r"\s*____\s*", "____", text)


def body(kind: str, content: dict, key: dict) -> dict:
    """Content and key with option ids replaced by the texts they stand for."""
    out = {"kind": kind, "stem": tidy(content.get("stem", ""))}
    if kind in ("single_choice", "multiple_choice"):
        texts = {o["id"]: tidy(o["text"]) for o in content["options"]}
        out |= {"options": list(texts.values()), "correct": sorted(texts[i] for i in key["correct"])}
        if kind == "multiple_choice":
            out["scoring"] = content.get("scoring") or "all_or_nothing"
    elif kind == "true_false":
        out["correct"] = key["correct"]
    elif kind == "fill_in":
        out["blanks"] = [_blank(blank) for blank in key["blanks"]]
    elif kind == "ordering":
        texts = {e["id"]: tidy(e["text"]) for e in content["entries"]}
        out["order"] = [texts[i] for i in key["order"]]
    elif kind == "matching":
        rights = {r["id"]: tidy(r["text"]) for r in content["rights"]}
        pairs = {tidy(left["text"]): rights[key["pairs"][left["id"]]] for left in content["lefts"]}
        out |= {"pairs": pairs, "rights": sorted(rights.values())}
    elif kind in ("short_answer", "essay"):
        out["marking_points"] = [[tidy(p["text"]), float(p["points"])] for p in key["marking_points"]]
    else:
        out |= {"content": content, "key": key}
    return out


def _blank(blank: dict) -> dict:
    numeric = blank.get("numeric")
    return {
        "answers": [tidy(answer) for answer in blank["answers"]],
        "numeric": [float(numeric["value"]), float(numeric["tolerance"])] if numeric else None,
        "unit": blank.get("unit") or "",
    }


def body_hash(kind: str, content: dict, key: dict) -> str:
    """SHA-256 of what is asked and what is right, without the describing columns."""
    return _digest(body(kind, content, key))


def canonical_hash(question: ParsedQuestion) -> str:
    """SHA-256 of the whole question: body, explanation, items, rules and every describing column that is set."""
    facets = {name: question.facets[name] for name in FACETS if question.facets.get(name) not in (None, "", False)}
    if "points" in facets:
        facets["points"] = float(facets["points"])
    whole = body(question.kind, question.content, question.key) | {
        "explanation": tidy(question.explanation), "notes": tidy(question.notes), "code": question.code,
        "service_items": sorted(question.service_items), "rules": sorted(question.rules), "facets": facets,
    }  # fmt: skip
    return _digest(whole)


def _digest(value: dict) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def shuffled(texts: list[str], seed: str) -> list[str]:
    """The texts in an order that only depends on them and `seed`, so that a stored order gives no answer away."""
    mixed = sorted(texts, key=lambda text: hashlib.sha256(f"{seed}\0{text}".encode("utf-8", "surrogatepass")).digest())
    return mixed[1:] + mixed[:1] if mixed == texts and len(texts) > 1 else mixed
