"""Questions as Moodle XML."""

import base64
import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from question_bank.formats import tags, words
from question_bank.formats.gift_reader import plain_number
from question_bank.formats.gift_writer import plain_weight
from question_bank.formats.parsed import Loss, ParsedQuestion, Written

UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TYPES = {
    "single_choice": "multichoice", "multiple_choice": "multichoice", "true_false": "truefalse", "matching": "matching",
    "ordering": "ordering", "short_answer": "essay", "essay": "essay", "fill_in": "shortanswer",
}  # fmt: skip


def write(questions: list[ParsedQuestion]) -> Written:
    """Every question that Moodle knows; the others, and what it has no place for, are among the losses."""
    root, losses = Element("quiz"), []
    for number, question in enumerate(questions, 1):
        where = question.code or f"question:{number}"
        if question.kind not in TYPES:
            losses.append(Loss(where, "kind", {"kind": question.kind}, dropped=True))
        elif question.kind == "fill_in" and len(question.key["blanks"]) != 1:
            losses.append(Loss(where, "blanks", dropped=True))
        elif UNFIT.search(repr_texts(question)):
            losses.append(Loss(where, "characters", dropped=True))
        else:
            losses += _question(root, question, where, number)
    indent(root, space=" ")
    return Written(b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8"), losses)


def repr_texts(question: ParsedQuestion) -> str:
    """All words of the question, for a look at their characters."""
    found: list[str] = [question.explanation, question.code]
    pile: list = [question.content, question.key, question.facets]
    while pile:
        each = pile.pop()
        if isinstance(each, dict):
            pile += each.values()
        elif isinstance(each, list):
            pile += each
        elif isinstance(each, str):
            found.append(each)
    return "".join(found)


def _say(parent: Element, name: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    SubElement(element, "text").text = text
    return element


def _question(root: Element, question: ParsedQuestion, where: str, number: int) -> list[Loss]:
    kind_name = TYPES[question.kind]
    numeric = question.kind == "fill_in" and question.key["blanks"][0].get("numeric")
    element = SubElement(root, "question", type="numerical" if numeric else kind_name)
    _say(element, "name", question.code or f"Q{number}")
    stem = question.content["stem"]
    if question.images:
        _stem_with_pictures(element, stem, question)
    else:
        _say(element, "questiontext", stem, format="plain_text")
    _say(element, "generalfeedback", question.explanation, format="plain_text")
    if question.facets.get("points"):
        SubElement(element, "defaultgrade").text = plain_number(float(question.facets["points"]))
    SubElement(element, "idnumber").text = question.code
    losses = WRITERS[question.kind](element, question, where)
    holder = SubElement(element, "tags")
    for tag in tags.tags_of(question):
        _say(holder, "tag", tag)
    if question.notes:
        losses.append(Loss(where, "marking_notes"))
    return losses


def _stem_with_pictures(element: Element, stem: str, question: ParsedQuestion) -> None:
    shown = stem.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    files = []
    for number, image in enumerate(question.images, 1):
        name = f"picture{number}.{'jpg' if image.content_type == 'image/jpeg' else 'png'}"
        alt = image.alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        shown += f'<br><img src="@@PLUGINFILE@@/{name}" alt="{alt}">'
        files.append((name, image.data))
    holder = _say(element, "questiontext", shown, format="html")
    for name, data in files:
        base64.b64decode(data)  # only what decodes is written
        SubElement(holder, "file", name=name, path="/", encoding="base64").text = data


def _choice(element: Element, question: ParsedQuestion, where: str) -> list[Loss]:
    right = set(question.key["correct"])
    single = question.kind == "single_choice"
    share = plain_weight(100 if single else 100 / max(len(right), 1))
    scoring = question.content.get("scoring") or "all_or_nothing"
    wrong = "0" if single else {"all_or_nothing": "-100", "partial_penalty": f"-{share}"}.get(scoring, "0")
    SubElement(element, "single").text = "true" if single else "false"
    SubElement(element, "shuffleanswers").text = "true"
    SubElement(element, "answernumbering").text = "ABCD"
    for option in question.content["options"]:
        fraction = share if option["id"] in right else wrong
        _say(element, "answer", option["text"], fraction=fraction, format="plain_text")
    return []


def _true_false(element: Element, question: ParsedQuestion, where: str) -> list[Loss]:
    for word, truth in (("true", True), ("false", False)):
        fraction = "100" if truth == question.key["correct"] else "0"
        _say(element, "answer", word, fraction=fraction, format="moodle_auto_format")
    return []


def _fill_in(element: Element, question: ParsedQuestion, where: str) -> list[Loss]:
    blank, losses = question.key["blanks"][0], []
    if numeric := blank.get("numeric"):
        value = plain_number(float(numeric["value"]))
        answer = _say(element, "answer", value, fraction="100", format="plain_text")
        SubElement(answer, "tolerance").text = plain_number(float(numeric["tolerance"]))
        if blank["answers"] != [value]:
            losses.append(Loss(where, "numeric_synonyms"))
        if blank.get("unit"):
            unit = SubElement(SubElement(element, "units"), "unit")
            SubElement(unit, "multiplier").text = "1"
            SubElement(unit, "unit_name").text = blank["unit"]
        return losses
    SubElement(element, "usecase").text = "0"
    for text in blank["answers"]:
        _say(element, "answer", text, fraction="100", format="plain_text")
    return losses


def _matching(element: Element, question: ParsedQuestion, where: str) -> list[Loss]:
    rights = {row["id"]: row["text"] for row in question.content["rights"]}
    pairs = question.key["pairs"]
    SubElement(element, "shuffleanswers").text = "true"
    rows = [(row["text"], rights[pairs[row["id"]]]) for row in question.content["lefts"]]
    rows += [("", text) for name, text in rights.items() if name not in set(pairs.values())]
    for left, right in rows:
        _say(_say(element, "subquestion", left, format="plain_text"), "answer", right)
    return []


def _written(element: Element, question: ParsedQuestion, where: str) -> list[Loss]:
    points = question.key["marking_points"]
    lines = [
        f"{number}. {point['text']}（{plain_number(float(point['points']))}分）"
        for number, point in enumerate(points, 1)
    ]
    _say(element, "graderinfo", "\n".join(lines), format="plain_text")
    held = [[point["text"].strip(), float(point["points"])] for point in points]
    back = [[point["text"], float(point["points"])] for point in words.marking_points("\n".join(lines))]
    return [] if held == back else [Loss(where, "marking_points")]


def _ordering(element: Element, question: ParsedQuestion, where: str) -> list[Loss]:
    texts = {entry["id"]: entry["text"] for entry in question.content["entries"]}
    SubElement(element, "gradingtype").text = "ALL_OR_NOTHING"
    for place, name in enumerate(question.key["order"], 1):
        _say(element, "answer", texts[name], fraction=str(place), format="plain_text")
    return []


WRITERS = {
    "single_choice": _choice, "multiple_choice": _choice, "true_false": _true_false, "fill_in": _fill_in,
    "matching": _matching, "short_answer": _written, "essay": _written, "ordering": _ordering,
}  # fmt: skip
