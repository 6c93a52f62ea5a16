"""Moodle's GIFT text format, read by its public description (docs.moodle.org/en/GIFT_format)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from question_bank.formats import limits, tags, words
from question_bank.formats.build import Refused, matching
from question_bank.formats.html_text import looks_like_html, lost_something, to_text
from question_bank.formats.parsed import FileRefused, Parsed, ParsedQuestion, Problem

ESCAPED = "~=#{}:\\n"
PLACES = dict(zip(ESCAPED, map(chr, range(0xF8E0, 0xF8E0 + len(ESCAPED)))))
BACK = {place: ("\n" if letter == "n" else letter) for letter, place in PLACES.items()}
TITLE = re.compile(r"^\s*::(.*?)::", re.S)
MARKUP = re.compile(r"^\s*\[(html|plain|markdown|moodle)\]", re.I)
WEIGHT = re.compile(r"^\s*%\s*(-?\d+(?:\.\d+)?)\s*%")
NOTE = re.compile(r"(?<!\\)\[(id|tag):((?:\\.|[^\]\\])+)\]")
TRUTH = re.compile(r"^\s*(T|TRUE|F|FALSE)\s*(?:#|$)", re.I)


@dataclass
class Answer:
    """One alternative: `sign` is = or ~, `weight` the per cent of the marks or None."""

    sign: str
    weight: float | None
    text: str
    feedback: str

    @property
    def share(self) -> float:
        return self.weight if self.weight is not None else 100.0 if self.sign == "=" else 0.0


def read(data: bytes, options: dict) -> Parsed:
    """Questions, with categories and descriptions counted as skipped."""
    text = limits.decode(data)
    if any(place in text for place in BACK):
        raise FileRefused("not_text")
    parsed = Parsed(format="gift")
    for line, block, notes in _blocks(text):
        if parsed.read >= limits.QUESTIONS:
            raise FileRefused("too_many_questions", limit=limits.QUESTIONS)
        try:
            question = _question(block, notes, line, parsed)
        except Refused as refused:
            parsed.refuse(refused.problems)
            continue
        if question is None:
            parsed.skipped += 1
        else:
            parsed.questions.append(question)
    if not parsed.read:
        raise FileRefused("no_questions")
    return parsed


def _blocks(text: str):
    """(line number, text, comment lines before it) of everything between empty lines; a category stands alone."""
    lines: list[str] = []
    notes: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        bare = line.strip()
        if bare.startswith("//"):
            notes.append(bare)
        elif bare.startswith("$CATEGORY:") and not lines:
            yield number, bare, []
            notes = []
        elif bare:
            first = first if lines else number
            lines.append(line)
        elif lines:
            yield first, "\n".join(lines), notes
            lines, notes = [], []


def _question(block: str, notes: list[str], line: int, parsed: Parsed) -> ParsedQuestion | None:
    """The question of a block; None for a category or a description."""
    if block.startswith("$CATEGORY:"):
        return None
    where = f"line:{line}"
    if len(block) > limits.CELL_CHARACTERS * 5:
        raise Refused(where, "cell_too_long", limit=limits.CELL_CHARACTERS * 5)
    hidden = re.sub(r"\\([~=#{}:\\n])", lambda found: PLACES[found.group(1)], block)
    hidden = TITLE.sub("", hidden, count=1)
    markup = MARKUP.match(hidden)
    hidden = MARKUP.sub("", hidden, count=1)
    opening, closing = hidden.find("{"), hidden.rfind("}")
    if opening < 0 and closing < 0:
        return None
    if opening < 0 or closing < opening or hidden.count("{") != 1 or hidden.count("}") != 1:
        raise Refused(where, "gift_braces")
    stem = Stem(
        hidden[:opening],
        hidden[opening + 1 : closing],
        hidden[closing + 1 :],
        markup.group(1).lower() if markup else "",
        where,
    )
    question = stem.question(parsed)
    if stem.html_lost:
        parsed.warnings.append(Problem(where, "html_dropped", {}))
    _apply_notes(question, notes, parsed)
    return question


def _apply_notes(question: ParsedQuestion, notes: list[str], parsed: Parsed) -> None:
    found = [(name, re.sub(r"\\(.)", r"\1", value)) for note in notes for name, value in NOTE.findall(note)]
    question.code = next((value for name, value in found if name == "id"), "")
    unknown = tags.apply(question, [value for name, value in found if name == "tag"])
    if points := [value for value in unknown if value.startswith("points:") and words.number_of(value[7:])]:
        question.facets["points"] = words.number_of(points[0][7:])
        unknown = [value for value in unknown if value not in points]
    if unknown:
        parsed.warnings.append(Problem(question.where, "not_held", {"what": "、".join(unknown)[:80]}))


class Stem:
    """The three parts of a block: before, inside and after the braces."""

    def __init__(self, before: str, inside: str, after: str, markup: str, where: str) -> None:
        self.where, self.markup, self.html_lost = where, markup, False
        inside, general = _general_feedback(inside)
        self.explanation = self.text(general)
        self.before, self.after, self.inside = before, after, inside
        self.extra: list[str] = []

    def text(self, hidden: str) -> str:
        shown = re.sub(r"\s*\n\s*", " ", hidden)  # a line end inside a block is only a blank
        plain = "".join(BACK.get(letter, letter) for letter in shown).strip()
        if self.markup == "html" or (self.markup in ("", "moodle") and looks_like_html(plain)):
            self.html_lost = self.html_lost or lost_something(plain)
            return to_text(plain)
        return plain

    @property
    def whole(self) -> str:
        """Stem without a gap; words after the braces show where an answer would stand."""
        return self._joined() if self.after.strip() else self.text(self.before)

    @property
    def gapped(self) -> str:
        """Stem with exactly one gap, where the braces stand."""
        return self._joined(other="（　）")

    def _joined(self, other: str = "____") -> str:
        before, after = (words.gaps(self.text(part)).replace("____", other) for part in (self.before, self.after))
        left = " " if after and self.before[-1:].isspace() else ""
        right = " " if after and self.after[:1].isspace() else ""
        return f"{before}{left}____{right}{after}"

    def question(self, parsed: Parsed) -> ParsedQuestion:
        kind, content, key = self._parts(parsed)
        if self.extra:
            self.explanation = "\n".join([*([self.explanation] if self.explanation else []), *self.extra])
            parsed.warnings.append(Problem(self.where, "feedback_merged", {}))
        if not content["stem"].strip("_ "):
            raise Refused(self.where, "no_stem")
        return ParsedQuestion(kind=kind, content=content, key=key, explanation=self.explanation, where=self.where)

    def _parts(self, parsed: Parsed) -> tuple[str, dict, dict]:
        inside = self.inside.strip()
        if not inside:
            parsed.warnings.append(Problem(self.where, "no_marking_points", {}))
            return (
                "essay",
                {"stem": self.whole, "max_length": 2000},
                {"marking_points": [{"text": "（请补写评分要点）", "points": 10}]},
            )
        if found := TRUTH.match(inside):
            self.extra += [self.text(part) for part in inside.split("#")[1:] if part.strip()]
            return "true_false", {"stem": self.whole}, {"correct": found.group(1).upper().startswith("T")}
        if inside.startswith("#"):
            return self._numerical(inside[1:], parsed)
        answers = self._answers(inside)
        if all(answer.sign == "=" and "->" in answer.text for answer in answers):
            pairs = [tuple(part.strip() for part in answer.text.split("->", 1)) for answer in answers]
            content, key = matching(
                self.whole, [p for p in pairs if p[0]], [right for left, right in pairs if not left], self.where
            )
            return "matching", content, key
        if all(answer.sign == "=" for answer in answers):
            return self._short(answers, parsed)
        return self._choice(answers, parsed)

    def _answers(self, inside: str) -> list[Answer]:
        pieces = re.split(r"([=~])", inside)
        if pieces[0].strip() or len(pieces) < 3:
            raise Refused(self.where, "gift_syntax", reason=self.text(pieces[0])[:40] or "= ~")
        answers = []
        for sign, piece in zip(pieces[1::2], pieces[2::2]):
            body, _hash, feedback = piece.partition("#")
            weight = WEIGHT.match(body)
            text = self.text(WEIGHT.sub("", body, count=1))
            if not text:
                raise Refused(self.where, "gift_syntax", reason=f"{sign} ")
            answers.append(Answer(sign, float(weight.group(1)) if weight else None, text, self.text(feedback)))
            if feedback.strip():
                self.extra.append(
                    f"“{text.partition(':')[0] if self.inside.strip().startswith('#') else text}”：{self.text(feedback)}"
                )
        return answers

    def _choice(self, answers: list[Answer], parsed: Parsed) -> tuple[str, dict, dict]:
        listed = [{"id": words.LETTERS[index], "text": answer.text} for index, answer in enumerate(answers[:26])]
        right = [option["id"] for option, answer in zip(listed, answers) if answer.share > 0]
        full = [option["id"] for option, answer in zip(listed, answers) if answer.share >= 100]
        if not right:
            raise Refused(self.where, "no_right_answer")
        if len(full) == 1:
            for answer in answers:
                if 0 < answer.share < 100:
                    parsed.warnings.append(Problem(self.where, "partial_credit", {"answer": answer.text[:40]}))
            return "single_choice", {"stem": self.whole, "options": listed}, {"correct": full}
        content = {"stem": self.whole, "options": listed}
        scoring = scoring_of([answer.share for answer in answers])
        if scoring != "all_or_nothing":
            content["scoring"] = scoring
        return "multiple_choice", content, {"correct": right}

    def _short(self, answers: list[Answer], parsed: Parsed) -> tuple[str, dict, dict]:
        for answer in answers:
            if answer.share < 100:
                parsed.warnings.append(Problem(self.where, "partial_credit", {"answer": answer.text[:40]}))
        kept = list(dict.fromkeys(answer.text for answer in answers if answer.share >= 100))
        if not kept:
            raise Refused(self.where, "no_right_answer")
        return "fill_in", {"stem": self.gapped, "blanks": [{}]}, {"blanks": [{"answers": kept}]}

    def _numerical(self, inside: str, parsed: Parsed) -> tuple[str, dict, dict]:
        body = inside.strip()
        if "=" in body or "~" in body:
            answers = [answer for answer in self._answers(body) if answer.sign == "="]
            for answer in answers:
                if answer.share < 100:
                    parsed.warnings.append(Problem(self.where, "partial_credit", {"answer": answer.text[:40]}))
            texts = [answer.text for answer in answers if answer.share >= 100][:1]
        else:
            text, _hash, feedback = body.partition("#")
            texts = [self.text(text)]
            self.extra += [self.text(feedback)] if feedback.strip() else []
        if not texts:
            raise Refused(self.where, "no_right_answer")
        value, tolerance = _number(texts[0], self.where)
        blank = {"answers": [plain_number(value)], "numeric": {"value": value, "tolerance": tolerance}}
        return "fill_in", {"stem": self.gapped, "blanks": [{}]}, {"blanks": [blank]}


def _general_feedback(inside: str) -> tuple[str, str]:
    answers, marks, general = inside.partition("####")
    return (answers, general) if marks else (inside, "")


def _number(text: str, where: str) -> tuple[float, float]:
    """(value, tolerance) of "5:0.1", "1..5" or "5"."""
    if ".." in text:
        low, high = text.split("..", 1)
        if words.number_of(low) is not None and words.number_of(high) is not None:
            bounds = Decimal(words.nfkc(low)), Decimal(words.nfkc(high))
            return float(sum(bounds) / 2), float(abs(bounds[1] - bounds[0]) / 2)
    value, _colon, margin = text.partition(":")
    number, tolerance = words.number_of(value), words.number_of(margin or "0")
    if number is None or tolerance is None or tolerance < 0:
        raise Refused(where, "not_a_number", answer=text[:40])
    return number, tolerance


def plain_number(value: float) -> str:
    return str(int(value)) if float(value) == int(value) else repr(float(value))


def scoring_of(shares: list[float]) -> str:
    """Wrong options at -100: all or nothing; a milder penalty: partial with penalty; none: partial."""
    wrong = [share for share in shares if share <= 0]
    if wrong and all(share <= -99.9 for share in wrong):
        return "all_or_nothing"
    return "partial_penalty" if any(share < 0 for share in wrong) else "partial"
