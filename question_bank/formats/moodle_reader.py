"""Moodle XML, read by its public description (docs.moodle.org/en/Moodle_XML_format)."""

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from question_bank.formats import limits, tags, words
from question_bank.formats.build import Refused, matching, ordering
from question_bank.formats.gift_reader import plain_number, scoring_of
from question_bank.formats.html_text import PICTURE_NAME, lost_something, to_text
from question_bank.formats.images import BadImage, kept
from question_bank.formats.parsed import FileRefused, Image, Parsed, ParsedQuestion, Problem

SKIPPED = ("category", "description")
REFUSED = {
    "cloze": "cloze",
    "multianswer": "cloze",
    "calculated": "calculated",
    "calculatedsimple": "calculated",
    "calculatedmulti": "calculated",
}


def read(data: bytes, options: dict) -> Parsed:
    """Every <question>; categories and descriptions are counted as skipped."""
    limits.check_xml(data)
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefused("dtd") from error
    except (ParseError, ValueError, LookupError) as error:
        raise FileRefused("bad_xml", reason=str(error)[:120]) from error
    if root.tag != "quiz":
        raise FileRefused("not_moodle")
    parsed = Parsed(format="moodle-xml")
    for number, element in enumerate(root.iter("question"), 1):
        if number > limits.QUESTIONS:
            raise FileRefused("too_many_questions", limit=limits.QUESTIONS)
        if element.get("type") in SKIPPED:
            parsed.skipped += 1
            continue
        try:
            parsed.questions.append(Reading(element, f"question:{number}", parsed).question())
        except Refused as refused:
            parsed.refuse(refused.problems)
    if not parsed.read:
        raise FileRefused("no_questions")
    return parsed


class Reading:
    """One <question>."""

    def __init__(self, element: Element, where: str, parsed: Parsed) -> None:
        self.element, self.where, self.parsed = element, where, parsed
        self.images: list[Image] = []
        self.feedback: list[str] = []
        self.html_lost = False

    def warn(self, code: str, **params) -> None:
        self.parsed.warnings.append(Problem(self.where, code, params))

    def text(self, holder: Element | None) -> str:
        """The words of <holder format="…"><text>…</text></holder>, HTML brought down to text, its pictures kept."""
        if holder is None:
            return ""
        source = holder.findtext("text") if holder.find("text") is not None else holder.text
        source = limits.clean(source or "")
        if len(source) > limits.CELL_CHARACTERS * 5:
            raise Refused(self.where, "cell_too_long", limit=limits.CELL_CHARACTERS * 5)
        if holder.get("format", "html") not in ("html", "moodle_auto_format"):
            return source.strip()
        self._keep_pictures(holder, source)
        self.html_lost = self.html_lost or lost_something(
            re.sub(r"<img\b[^>]*@@PLUGINFILE@@[^>]*>", "", source, flags=re.I)
        )
        return to_text(source)

    def _keep_pictures(self, holder: Element, source: str) -> None:
        names = {unquote(name) for name in PICTURE_NAME.findall(source)}
        for file in holder.findall("file"):
            if file.get("name") not in names or file.get("encoding") != "base64":
                continue
            try:
                self.images.append(kept(base64.b64decode(file.text or "", validate=False)))
            except BadImage as bad:
                raise Refused(self.where, bad.code, limit=5) from bad
            except (binascii.Error, ValueError) as error:
                raise Refused(self.where, "bad_image") from error

    def question(self) -> ParsedQuestion:
        kind_name = self.element.get("type") or ""
        if kind_name in REFUSED:
            raise Refused(self.where, REFUSED[kind_name])
        if kind_name not in READERS:
            raise Refused(self.where, "unsupported_kind", given=kind_name[:40])
        stem = self.text(self.element.find("questiontext"))
        if not stem:
            raise Refused(self.where, "no_stem")
        explanation = self.text(self.element.find("generalfeedback"))
        kind, content, key = READERS[kind_name](self, stem)
        if self.feedback:
            explanation = "\n".join([*([explanation] if explanation else []), *self.feedback])
            self.warn("feedback_merged")
        question = ParsedQuestion(
            kind=kind, content=content, key=key, explanation=explanation, images=self.images, where=self.where,
            code=(self.element.findtext("idnumber") or "").strip(),
        )  # fmt: skip
        self._describe(question)
        return question

    def _describe(self, question: ParsedQuestion) -> None:
        grade = words.number_of(self.element.findtext("defaultgrade") or "")
        if grade and 0 < grade <= 1000:
            question.facets["points"] = grade
        labels = [limits.clean(tag.findtext("text") or "").strip() for tag in self.element.iterfind("tags/tag")]
        unknown = tags.apply(question, [label for label in labels if label])
        if unknown:
            self.warn("not_held", what="、".join(unknown)[:80])
        if any(self.text(hint) for hint in self.element.findall("hint")):
            self.warn("not_held", what="hint")
        if self.html_lost:
            self.warn("html_dropped")

    def answers(self) -> list[tuple[float, str]]:
        """(fraction, text) of each <answer>; their feedback is gathered."""
        found = []
        for answer in self.element.findall("answer"):
            fraction = words.number_of(answer.get("fraction") or "0")
            if fraction is None:
                raise Refused(self.where, "not_a_number", answer=str(answer.get("fraction"))[:40])
            text = self.text(answer)
            said = self.text(answer.find("feedback"))
            if said:
                self.feedback.append(f"“{text}”：{said}")
            found.append((fraction, text))
        return found

    def full_marks(self) -> list[str]:
        """The answers worth full marks; others are warned of."""
        kept_texts = []
        for fraction, text in self.answers():
            if fraction >= 100:
                kept_texts.append(text)
            elif fraction > 0:
                self.warn("partial_credit", answer=text[:40])
        kept_texts = list(dict.fromkeys(text for text in kept_texts if text))
        if not kept_texts:
            raise Refused(self.where, "no_right_answer")
        return kept_texts


def _gapped(stem: str) -> str:
    """The stem with exactly one gap: the one it shows, else one at its end."""
    first, gap, rest = words.gaps(stem).partition("____")
    return f"{first}____{rest.replace('____', '（　）')}" if gap else f"{first}____"


def _multichoice(reading: Reading, stem: str) -> tuple[str, dict, dict]:
    answers = reading.answers()
    if len(answers) < 2 or any(not text for _fraction, text in answers):
        raise Refused(reading.where, "few_options")
    options = [{"id": words.LETTERS[index], "text": text} for index, (_fraction, text) in enumerate(answers[:26])]
    single = (reading.element.findtext("single") or "true").strip() in ("true", "1")
    if single:
        full = [option["id"] for option, (fraction, _text) in zip(options, answers) if fraction >= 99.9]
        for fraction, text in answers:
            if 0 < fraction < 99.9:
                reading.warn("partial_credit", answer=text[:40])
        if len(full) != 1:
            raise Refused(reading.where, "no_right_answer" if not full else "one_answer_only", answer="".join(full))
        return "single_choice", {"stem": stem, "options": options}, {"correct": full}
    right = [option["id"] for option, (fraction, _text) in zip(options, answers) if fraction > 0]
    if not right:
        raise Refused(reading.where, "no_right_answer")
    content = {"stem": stem, "options": options}
    scoring = scoring_of([fraction for fraction, _text in answers])
    if scoring != "all_or_nothing":
        content["scoring"] = scoring
    return "multiple_choice", content, {"correct": right}


def _truefalse(reading: Reading, stem: str) -> tuple[str, dict, dict]:
    right = [text for fraction, text in reading.answers() if fraction >= 100]
    truth = words.truth_of(right[0]) if len(right) == 1 else None
    if truth is None:
        raise Refused(reading.where, "not_true_false", answer="、".join(right)[:40])
    return "true_false", {"stem": stem}, {"correct": truth}


def _shortanswer(reading: Reading, stem: str) -> tuple[str, dict, dict]:
    return "fill_in", {"stem": _gapped(stem), "blanks": [{}]}, {"blanks": [{"answers": reading.full_marks()}]}


def _numerical(reading: Reading, stem: str) -> tuple[str, dict, dict]:
    right = reading.full_marks()
    if len(right) > 1:
        reading.warn("partial_credit", answer="、".join(right[1:])[:40])
    value = words.number_of(right[0])
    full = next(answer for answer in reading.element.findall("answer") if reading.text(answer) == right[0])
    tolerance = words.number_of(full.findtext("tolerance") or "0")
    if value is None or tolerance is None or tolerance < 0:
        raise Refused(reading.where, "not_a_number", answer=right[0][:40])
    blank: dict = {"answers": [plain_number(value)], "numeric": {"value": value, "tolerance": tolerance}}
    units = reading.element.findall("units/unit")
    names = [
        unit.findtext("unit_name") or "" for unit in units if words.number_of(unit.findtext("multiplier") or "") == 1
    ]
    if len(units) > 1 or len(names) < len(units):
        reading.warn("not_held", what="units")
    shown = {"unit": names[0].strip()} if names and names[0].strip() else {}
    return "fill_in", {"stem": _gapped(stem), "blanks": [shown]}, {"blanks": [blank | shown]}


def _matching(reading: Reading, stem: str) -> tuple[str, dict, dict]:
    pairs = [
        (reading.text(each), limits.clean(each.findtext("answer/text") or "").strip())
        for each in reading.element.findall("subquestion")
    ]
    extra = [right for left, right in pairs if not left and right]
    content, key = matching(stem, [(left, right) for left, right in pairs if left and right], extra, reading.where)
    return "matching", content, key


def _essay(reading: Reading, stem: str) -> tuple[str, dict, dict]:
    grade = words.number_of(reading.element.findtext("defaultgrade") or "")
    points = words.marking_points(reading.text(reading.element.find("graderinfo")), grade)
    if not points:
        reading.warn("no_marking_points")
        points = [{"text": "（请补写评分要点）", "points": grade or 10}]
    return "essay", {"stem": stem, "max_length": 2000}, {"marking_points": points}


def _ordering(reading: Reading, stem: str) -> tuple[str, dict, dict]:
    content, key = ordering(stem, [text for _fraction, text in reading.answers()], reading.where)
    return "ordering", content, key


READERS: dict[str, Callable[[Reading, str], tuple[str, dict, dict]]] = {
    "multichoice": _multichoice, "truefalse": _truefalse, "shortanswer": _shortanswer, "numerical": _numerical,
    "matching": _matching, "essay": _essay, "ordering": _ordering,
}  # fmt: skip
