"""Questions as GIFT text."""

import re

from question_bank.formats import tags
from question_bank.formats.gift_reader import plain_number
from question_bank.formats.parsed import Loss, ParsedQuestion, Written

SPECIAL = re.compile(r"[~=#{}:\\]")
UNFIT_TAG = re.compile(r"[\[\]<>\"`\n\\]")


def write(questions: list[ParsedQuestion]) -> Written:
    """Every question that GIFT knows; the others, and what it has no place for, are among the losses."""
    blocks, losses = [], []
    for number, question in enumerate(questions, 1):
        where = question.code or f"question:{number}"
        body, lost = _body(question, where)
        losses += lost
        if body is not None:
            head, tag_losses = _head(question, where)
            losses += tag_losses
            blocks.append(f"{head}::{escape(question.code or f'Q{number}')}::[plain]{body}\n")
    return Written("\n".join(blocks).encode("utf-8", "replace"), losses)


def escape(text: str) -> str:
    """The text with GIFT's own characters and line ends escaped."""
    return SPECIAL.sub(lambda found: "\\" + found.group(), text.strip()).replace("\r\n", "\n").replace("\n", "\\n")


def _head(question: ParsedQuestion, where: str) -> tuple[str, list[Loss]]:
    """The comment lines with id and tags."""
    notes = [f"[id:{question.code}]"] if question.code and not UNFIT_TAG.search(question.code) else []
    lost = []
    wanted = tags.tags_of(question)
    if question.facets.get("points"):
        wanted.append(f"points:{plain_number(float(question.facets['points']))}")
    for tag in wanted:
        if UNFIT_TAG.search(tag):
            lost.append(tag.partition(":")[0])
        else:
            notes.append(f"[tag:{tag}]")
    return (f"// {' '.join(notes)}\n" if notes else ""), ([Loss(where, "facets", {"fields": lost})] if lost else [])


def _body(question: ParsedQuestion, where: str) -> tuple[str | None, list[Loss]]:
    content, key, kind = question.content, question.key, question.kind
    losses = [Loss(where, "images")] if content.get("images") or question.images else []
    if question.notes:
        losses.append(Loss(where, "marking_notes"))
    stem = escape(content.get("stem", ""))
    feedback = f"####{escape(question.explanation)}" if question.explanation.strip() else ""
    if kind in ("single_choice", "multiple_choice"):
        return f"{stem}{{\n{_options(content, key, kind)}\n{feedback}}}", losses
    if kind == "true_false":
        return f"{stem}{{{'TRUE' if key['correct'] else 'FALSE'}{feedback}}}", losses
    if kind == "fill_in":
        return _fill_in(question, feedback, where, losses)
    if kind == "matching":
        return _matching(question, stem, feedback, where, losses)
    if kind in ("short_answer", "essay"):
        return f"{stem}{{{feedback}}}", [*losses, Loss(where, "marking_points")]
    return None, [Loss(where, "kind", {"kind": kind}, dropped=True)]


def _options(content: dict, key: dict, kind: str) -> str:
    right = set(key["correct"])
    share = plain_weight(100 / max(len(right), 1))
    wrong = {"all_or_nothing": "-100", "partial_penalty": f"-{share}"}.get(
        content.get("scoring") or "all_or_nothing", "0"
    )
    lines = []
    for option in content["options"]:
        text = escape(option["text"])
        if kind == "single_choice":
            sign = "=" if option["id"] in right else "~"
            lines.append(f"{sign}%{'100' if sign == '=' else '0'}%{text}" if text.startswith("%") else f"{sign}{text}")
        else:
            lines.append(f"~%{share if option['id'] in right else wrong}%{text}")
    return "\n".join(lines)


def plain_weight(number: float) -> str:
    return f"{number:.5f}".rstrip("0").rstrip(".")


def _fill_in(question: ParsedQuestion, feedback: str, where: str, losses: list[Loss]) -> tuple[str | None, list[Loss]]:
    blanks = question.key["blanks"]
    if len(blanks) != 1:
        return None, [Loss(where, "blanks", dropped=True)]
    before, _gap, after = question.content["stem"].partition("____")
    blank = blanks[0]
    if numeric := blank.get("numeric"):
        value = plain_number(float(numeric["value"]))
        answer = f"#{value}:{plain_number(float(numeric['tolerance']))}"
        if blank["answers"] != [value]:
            losses = [*losses, Loss(where, "numeric_synonyms")]
    else:
        answer = " ".join(f"={'%100%' if text.startswith('%') else ''}{escape(text)}" for text in blank["answers"])
    after = after if not after else escape(after)
    return f"{escape(before)}{{{answer}{feedback}}}{after}", losses


def _matching(
    question: ParsedQuestion, stem: str, feedback: str, where: str, losses: list[Loss]
) -> tuple[str | None, list[Loss]]:
    rights = {row["id"]: row["text"] for row in question.content["rights"]}
    pairs = [(row["text"], rights[question.key["pairs"][row["id"]]]) for row in question.content["lefts"]]
    used = set(question.key["pairs"].values())
    pairs += [("", text) for name, text in rights.items() if name not in used]
    if any("->" in text for pair in pairs for text in pair):
        return None, [Loss(where, "characters", dropped=True)]
    lines = "\n".join(f"={escape(left)} -> {escape(right)}" for left, right in pairs)
    return f"{stem}{{\n{lines}\n{feedback}}}", losses
