"""Questions as trainers type them: numbers, options, answers and explanations in many spellings."""

import re
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats import limits, text_lines, words
from question_bank.formats.build import Refused, build, infer_kind
from question_bank.formats.parsed import FileRefused, Image, Parsed, ParsedQuestion, Problem

TRAILING_KEY = re.compile(
    r"[（(]\s*(?P<key>[A-Ja-jＡ-Ｊ](?:[\s、,，;；]*[A-Ja-jＡ-Ｊ])*|√|×|✓|✔|✗|✘|对|错|正确|错误|[TF])\s*[）)]"
)
FILLED_GAP = re.compile(r"【\s*([^【】]{1,60}?)\s*】")


@dataclass
class Line:
    """One line with its number; a docx line may carry pictures."""

    number: int
    text: str
    images: list[Image] = field(default_factory=list)
    picture_fault: str = ""  # a picture stands here that cannot be kept


@dataclass
class Loose:
    """A question while its lines are being gathered."""

    line: int
    kind: str | None
    number: int | None
    style: str
    stem: list[str]
    points: float | None = None
    options: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    answer_line: int = 0
    explanation: list[str] = field(default_factory=list)
    labels: dict[str, tuple[str, int]] = field(default_factory=dict)
    images: list[Image] = field(default_factory=list)
    room: str = "stem"  # which part the next plain line belongs to
    tail: list[str] = field(default_factory=list)  # unlabelled lines since the last empty one, below the answer
    points_seen: dict[str, int] = field(default_factory=dict)  # way of numbering → last marking point
    picture_fault: str = ""
    second_answer: int = 0  # the line of an answer that came when there was one already


def read(data: bytes, options: dict) -> Parsed:
    """Plain text in UTF-8, UTF-16 or GB 18030."""
    text = limits.decode(data)
    return read_lines([Line(number, line) for number, line in enumerate(text.split("\n"), 1)], "text")


def read_lines(lines: list[Line], name: str) -> Parsed:
    """The questions of the lines, in order; for plain text and for Word."""
    parsed = Parsed(format=name)
    gathering = Gathering(parsed)
    for line in lines:
        gathering.take(line)
    for loose in gathering.found:
        if len(parsed.questions) + parsed.refused >= limits.QUESTIONS:
            raise FileRefused("too_many_questions", limit=limits.QUESTIONS)
        try:
            parsed.questions.append(finish(loose))
        except Refused as refused:
            parsed.refuse(refused.problems)
    if not gathering.found:
        raise FileRefused("no_questions")
    return parsed


class Gathering:
    """Sorts lines into questions."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed, self.found = parsed, []
        self.kind: str | None = None
        self.points: float | None = None
        self.section = 0  # index of the first question under the present heading
        self.keys_follow = False

    @property
    def now(self) -> Loose | None:
        return self.found[-1] if self.found else None

    def take(self, line: Line) -> None:
        self._sort(line)
        if line.picture_fault and self.now:
            self.now.picture_fault = line.picture_fault

    def _sort(self, line: Line) -> None:
        text = line.text.strip()
        if line.images and self.now:
            self.now.images += line.images
        if not text:
            if self.now:
                self.now.tail = []
            return
        if len(text) > limits.CELL_CHARACTERS:
            raise FileRefused("cell_too_long", where=f"line:{line.number}", limit=limits.CELL_CHARACTERS)
        if heading := text_lines.heading(text):
            self.kind, self.points = heading
            self.section, self.keys_follow = len(self.found), False
        elif self._group_keys(text, line.number):
            return
        elif not self._begins_question(text, line):
            self._continues(text, line)

    def _group_keys(self, text: str, number: int) -> bool:
        """A line with the answers of several questions, or one that follows such a heading."""
        keys = text_lines.group_keys(text) if ("答案" in text or self.keys_follow) else {}
        if not keys or (self.now and self.now.options and not self.now.answer and "答案" in text and len(keys) < 2):
            return False
        group = [loose for loose in self.found[self.section :] if not loose.answer and loose.number in keys]
        if not group and self.keys_follow:
            group = [loose for loose in self.found if not loose.answer and loose.number in keys]
        for loose in group:
            loose.answer, loose.answer_line = [keys[loose.number]], number
        return bool(group)

    def _begins_question(self, text: str, line: Line) -> bool:
        start = text_lines.start(text)
        if start is None or (self.now and self._is_point(self.now, start)):
            return False
        if start.doubtful and start.number != (self.now.number or 0 if self.now else 0) + 1:
            return False
        loose = Loose(line.number, start.kind or self.kind, start.number, start.style, [start.stem], self.points)
        loose.images += line.images if self.now is None else []
        if line.images and self.now:  # take() gave them to the question before
            self.now.images = self.now.images[: -len(line.images)]
            loose.images += line.images
        if start.mark:
            loose.answer, loose.answer_line = [start.mark], line.number
        self.found.append(loose)
        self.keys_follow = False
        return True

    @staticmethod
    def _is_point(loose: Loose, start: text_lines.Start) -> bool:
        """Whether a numbered line goes on counting the marking points of the open question, rather than the questions."""
        written = loose.kind in ("short_answer", "essay") or (loose.kind is None and not loose.options)
        if not written or loose.room != "answer" or start.kind or start.style == "ordinal":
            return False
        family = "round" if start.style == "round" else "stop"
        if start.number != loose.points_seen.get(family, 0) + 1:
            return False
        loose.points_seen[family] = start.number
        return True

    def _continues(self, text: str, line: Line) -> None:
        loose = self.now
        if loose is None:
            return  # a title before the first question
        if found := text_lines.EXPLANATION.match(text):
            loose.explanation, loose.room = [found["rest"]], "explanation"
        elif found := text_lines.ANSWER.match(text) or text_lines.SHORT_ANSWER.match(text):
            self._answer(loose, found["rest"], line.number)
        elif found := text_lines.LABEL.match(text):
            loose.labels[text_lines.LABELS[found["name"]]] = (found["rest"].strip(), line.number)
        elif loose.room in ("stem", "options") and (texts := text_lines.options(text, len(loose.options))) is not None:
            loose.options += texts
            loose.room = "options"
        elif loose.room == "options":
            loose.options[-1] += "\n" + text
        elif loose.room == "stem":
            loose.stem.append(text)
        elif text_lines.options(text, 0) is not None and loose.tail:
            self._unnumbered(loose, line)
        else:
            loose.tail.append(text)
            self._below_answer(loose, text, line.number)

    def _unnumbered(self, loose: Loose, line: Line) -> None:
        """Options follow plain lines below an answer: those lines were the next question, written without a number."""
        stem = loose.tail
        for part in (loose.explanation, loose.answer):
            if part[-len(stem) :] == stem:
                del part[-len(stem) :]
        self.parsed.warnings = [row for row in self.parsed.warnings if row.where != f"line:{line.number - 1}"]
        self.found.append(Loose(line.number - len(stem), self.kind, None, "none", stem, self.points))
        self._continues(line.text.strip(), line)

    def _below_answer(self, loose: Loose, text: str, number: int) -> None:
        if loose.room == "explanation":
            loose.explanation.append(text)
        elif loose.kind in ("short_answer", "essay", "fill_in", None) or not loose.answer:
            loose.answer.append(text)
        else:
            self.parsed.warnings.append(Problem(f"line:{number}", "line_not_used", {"text": text[:40]}))

    def _answer(self, loose: Loose, rest: str, number: int) -> None:
        if not rest and loose.answer:  # "参考答案" of the whole section stands below its questions
            self.keys_follow = True
            return
        if loose.answer:
            loose.second_answer = number
        self.keys_follow = not rest
        loose.answer, loose.answer_line, loose.room = ([rest] if rest else []), number, "answer"
        if rest and (first := text_lines.start(rest)) and first.number == 1:
            self._is_point(loose, first)


def finish(loose: Loose) -> ParsedQuestion:
    """A gathered question as content and key. Raises Refused."""
    where = f"line:{loose.line}"
    if loose.picture_fault:
        raise Refused(where, loose.picture_fault, limit=5)
    if loose.second_answer:
        raise Refused(f"line:{loose.second_answer}", "two_answers", line=loose.line)
    stem, points = _points("\n".join(part for part in loose.stem if part), loose.points)
    if not stem.strip():
        raise Refused(where, "no_stem")
    answer = "\n".join(loose.answer).strip()
    inline = None
    if not answer and loose.kind not in ("fill_in", "short_answer", "essay"):
        stem, inline = _key_in_stem(stem)
        answer = inline or ""
    if not answer and loose.kind in ("fill_in", None) and not loose.options:
        stem, answer = _filled_gaps(stem, brackets_too=loose.kind == "fill_in")
    kind = infer_kind(loose.kind, loose.options, answer, stem)
    if kind != "fill_in":
        stem, _ = (
            _key_in_stem(stem)
            if inline is None and kind in ("single_choice", "multiple_choice", "true_false")
            else (stem, None)
        )
    answer_where = f"line:{loose.answer_line or loose.line}"
    facets = _facets(loose, points)
    content, key = build(kind, stem, loose.options, answer, where=answer_where, stem_where=where, points=points)
    if kind == "fill_in":
        _strip_units(content, key)
    if kind in ("short_answer", "essay") and points is None:
        facets["points"] = float(sum(point["points"] for point in key["marking_points"]))
    codes = {name: words.codes_of(loose.labels.get(name, ("", 0))[0]) for name in ("service_items", "rules")}
    return ParsedQuestion(
        kind=kind, content=content, key=key, explanation="\n".join(loose.explanation).strip(), facets=facets,
        images=loose.images, where=where, places={"answer": answer_where}, **codes,
    )  # fmt: skip


def _points(stem: str, default: float | None) -> tuple[str, float | None]:
    found = text_lines.POINTS.search(stem)
    return (stem[: found.start()], float(found.group(1))) if found else (stem, default)


def _key_in_stem(stem: str) -> tuple[str, str | None]:
    """The stem without an answer in brackets, and that answer: "…（ C ）" or "…是（B）的。"."""
    found = list(TRAILING_KEY.finditer(stem))
    if not found:
        empty = re.search(r"\s*[（(][\s　]*[）)]\s*[。.？?]?\s*$", stem)
        return (
            (stem[: empty.start()] + empty.group().strip().lstrip("（( 　").lstrip("）)").strip(), None)
            if empty
            else (stem, None)
        )
    last = found[-1]
    before, after = stem[: last.start()], stem[last.end() :]
    if not after.strip(" 。.？?！!"):
        return before.rstrip() + after.strip(), last["key"].strip()
    return f"{before}（　）{after}", last["key"].strip()


def _filled_gaps(stem: str, *, brackets_too: bool) -> tuple[str, str]:
    """The gaps that carry their answer, 【3】: the stem with ____ and the answers joined by ；."""
    found = FILLED_GAP.findall(stem)
    if found:
        return FILLED_GAP.sub("____", stem), "；".join(found)
    if brackets_too and not words.GAP.search(stem):
        inside = re.findall(r"[（(]\s*([^（）()]{1,40}?)\s*[）)]", stem)
        if inside:
            return re.sub(r"[（(]\s*[^（）()]{1,40}?\s*[）)]", "____", stem), "；".join(inside)
    return stem, ""


UNIT_AFTER = re.compile(r"____\s*(工作日|个工作日|周岁|个月|小时|分钟|公里|平方米|元|日|天|年|月|岁|人|次|份|%|％)")


def _strip_units(content: dict, key: dict) -> None:
    """An answer that repeats the unit printed after its gap ("应补贴____元", 答案 4000元) loses it."""
    pieces = content["stem"].split("____")[1:]
    for piece, blank in zip(pieces, key["blanks"]):
        unit = UNIT_AFTER.match("____" + piece)
        if unit:
            blank["answers"] = [text.removesuffix(unit.group(1)).strip() or text for text in blank["answers"]]


def _facets(loose: Loose, points: float | None) -> dict[str, Any]:
    facets: dict[str, Any] = {"points": points} if points else {}
    known = {"difficulty": words.DIFFICULTIES, "pool": words.POOLS}
    for name, (text, number) in loose.labels.items():
        if name in known:
            given = words.nfkc(text).rstrip("。")
            if given not in known[name]:
                raise Refused(f"line:{number}", f"unknown_{name}", given=given[:40])
            facets[name] = known[name][given]
        elif name == "points":
            value = words.number_of(text)
            if value is None or not 0 < value <= 1000:
                raise Refused(f"line:{number}", "bad_points", given=text[:40])
            facets["points"] = value
        elif name in ("topic", "legal_basis"):
            facets[name] = text[:200]
    return facets
