"""From what a reader found to what may be written: names resolved, soundness asked, the known set aside."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz, process

from question_bank.duplicates import SIMILAR
from question_bank.formats.canonical import body_hash
from question_bank.formats.parsed import Parsed, ParsedQuestion, Problem
from question_bank.keys import draft_keys_of, keys_of
from question_bank.models import Bank, Question, QuestionDraft, QuestionVersion, Topic
from question_bank.question_types import get
from question_bank.text import bare, searchable
from service_items.models import ServiceItem, ServiceRule

COMPARED = 20_000_000  # comparisons that one import may cost; beyond it only whole equality is looked for, and said so
FIELD_PLACES = {
    "options": "option:A",
    "correct": "answer",
    "blanks": "answer",
    "entries": "answer",
    "marking_points": "answer",
}
DATES = ("checked_on", "valid_from", "valid_to")
PLAIN = (
    "cognitive_level", "difficulty", "pool", "exclusion_group", "legal_basis", "clause", "source", "to_verify",
)  # fmt: skip
CODE_LENGTH = 40


@dataclass
class Ready:
    """A question that may be written."""

    parsed: ParsedQuestion
    search_text: str
    body: str
    columns: dict[str, Any]
    service_items: list[int] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    unlisted: dict[str, Any] = field(default_factory=dict)  # names kept in the provenance, for want of a catalogue


@dataclass
class Sorted:
    """The file's questions, sorted."""

    ready: list[Ready] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    skipped: int = 0


class Sorting:
    """Sorts the questions of one file against one bank. Reads only, and in a constant number of queries."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.items = dict(ServiceItem.objects.values_list("code", "pk"))
        self.rules = dict(ServiceRule.objects.values_list("code", "pk"))
        self.topics = _topics()
        self.codes = dict(Question.objects.filter(bank=bank).values_list("code", "pk"))
        self.out = Sorted()
        self.seen_bodies: set[str] = set()
        self.seen_codes: set[str] = set()

    def sort(self, parsed: Parsed) -> Sorted:
        self.out.refused += parsed.problems
        self.out.warnings += parsed.warnings
        self.out.skipped = parsed.skipped
        texts = [_search_text(question) for question in parsed.questions]
        known = bodies_in_bank(self.bank, set(texts))
        for question, text in zip(parsed.questions, texts):
            self._take(question, text, known)
        self._warn_of_likeness()
        return self.out

    def _take(self, question: ParsedQuestion, text: str, known: dict[str, str]) -> None:
        problems, unlisted, columns = [], {}, self._columns(question)
        items = self._resolve(
            question, "service_items", self.items, "unknown_item", "item_not_listed", problems, unlisted
        )
        rules = self._resolve(question, "rules", self.rules, "unknown_rule", "rule_not_listed", problems, unlisted)
        problems += self._unsound(question, columns)
        if problems:
            return self._refuse(problems)
        body = body_hash(question.kind, question.content, question.key)
        if body in known or body in self.seen_bodies:
            return self._skip(question, known.get(body))
        if problems := self._code_problems(question):
            return self._refuse(problems)
        self.seen_bodies.add(body)
        self.seen_codes.add(question.code)
        if question.facets.get("topic") and columns["topic_id"] is None:
            unlisted["topic"] = question.facets["topic"]
            self._warn(question, "topic", "topic_unknown", given=question.facets["topic"])
        self.out.ready.append(Ready(question, text, body, columns, items, rules, unlisted))

    def _refuse(self, problems: list[Problem]) -> None:
        gathered = Parsed()
        gathered.refuse(problems)
        self.out.refused += gathered.problems

    def _skip(self, question: ParsedQuestion, code: str | None) -> None:
        self.out.skipped += 1
        if code:
            self._warn(question, "stem", "already_here", code=code)
        else:
            self._warn(question, "stem", "same_in_file")

    def _warn(self, question: ParsedQuestion, field_name: str, warning: str, **params) -> None:
        self.out.warnings.append(Problem(question.places.get(field_name, question.where), warning, params))

    def _resolve(self, question, name, known, unknown_code, unlisted_code, problems, unlisted) -> list[int]:
        """Ids of the codes. Unknown ones are refused, unless the whole catalogue is still empty: then they are kept."""
        wanted = getattr(question, name)
        missing = [code for code in wanted if code not in known]
        if missing and known:
            place = question.places.get(name, question.where)
            span = f"{min(known)}–{max(known)}"
            problems.append(Problem(place, unknown_code, {"given": "、".join(missing)[:60], "known": span}))
        elif missing:
            unlisted[name] = missing
            self._warn(question, name, unlisted_code, given="、".join(missing)[:60])
        return [known[code] for code in wanted if code in known]

    def _columns(self, question: ParsedQuestion) -> dict[str, Any]:
        facets = question.facets
        columns: dict[str, Any] = {name: facets[name] for name in PLAIN if name in facets}
        columns |= {name: date.fromisoformat(facets[name]) for name in DATES if facets.get(name)}
        columns["topic_id"] = self.topics.get(facets.get("topic", ""))
        points = facets.get("points") or _points_of(question)
        if points:
            columns["points"] = Decimal(str(points)).quantize(Decimal("0.01"))
        return columns

    def _unsound(self, question: ParsedQuestion, columns: dict[str, Any]) -> list[Problem]:
        found = [
            Problem(question.places.get(FIELD_PLACES.get(name, name), question.where), "unsound", {"message": message})
            for name, message in get(question.kind).problems(question.content, question.key).items()
        ]
        start, end = columns.get("valid_from"), columns.get("valid_to")
        if start and end and start > end:
            found.append(Problem(question.places.get("valid_to", question.where), "dates_crossed", {}))
        return found

    def _code_problems(self, question: ParsedQuestion) -> list[Problem]:
        place, code = question.places.get("code", question.where), question.code
        if len(code) > CODE_LENGTH:
            self._warn(question, "code", "code_renumbered")
            question.code = ""
        elif code and code in self.codes:
            return [Problem(place, "code_taken", {"code": code})]
        elif code and code in self.seen_codes:
            return [Problem(place, "code_twice", {"code": code})]
        return []

    def _warn_of_likeness(self) -> None:
        texts = texts_of_bank(self.bank)
        if len(texts) * len(self.out.ready) > COMPARED:
            self.out.warnings.append(Problem("file", "not_compared", {}))
            return
        if not texts:
            return
        codes, written = list(texts), [bare(text) for text in texts.values()]
        for ready in self.out.ready:
            best = process.extractOne(bare(ready.search_text), written, scorer=fuzz.ratio, score_cutoff=SIMILAR)
            if best:
                self._warn(ready.parsed, "stem", "near_duplicate", code=codes[best[2]], score=round(best[1]))


def _topics() -> dict[str, int]:
    """Every way to name a topic: code, name, "area/name"."""
    names: dict[str, int] = {}
    for topic in Topic.objects.select_related("parent"):
        for name in (topic.code, topic.name, f"{topic.code} {topic.name}"):
            names.setdefault(name, topic.pk)
        if topic.parent:
            names[f"{topic.parent.name}/{topic.name}"] = topic.pk
    return names


def _points_of(question: ParsedQuestion) -> float | None:
    """What marking points or sub-questions add up to."""
    if rows := question.key.get("marking_points"):
        return sum(float(row["points"]) for row in rows)
    return None


def _search_text(question: ParsedQuestion) -> str:
    return searchable(get(question.kind).plain_text(question.content))


def texts_of_bank(bank: Bank) -> dict[str, str]:
    """Code → searchable text of every question of the bank that is not retired: the draft's, else the version's."""
    questions = Question.objects.filter(bank=bank, retired_at=None)
    versions = questions.exclude(current_version=None).values_list("code", "current_version__search_text")
    drafts = questions.filter(draft__isnull=False).values_list("code", "draft__search_text")
    return dict(versions) | dict(drafts)


def bodies_in_bank(bank: Bank, texts: set[str]) -> dict[str, str]:
    """Body hash → code, of the bank's questions whose searchable text is among `texts`."""
    by_code = {code: text for code, text in texts_of_bank(bank).items() if text in texts}
    found: dict[str, str] = {}
    codes = list(by_code)
    for start in range(0, len(codes), 500):
        some = codes[start : start + 500]
        drafts = list(
            QuestionDraft.objects.filter(question__bank=bank, question__code__in=some).select_related("question")
        )
        keys = draft_keys_of([draft.pk for draft in drafts])
        found |= {
            body_hash(d.question.kind, d.content, keys[d.pk].key): d.question.code for d in drafts if d.pk in keys
        }
        versions = list(
            QuestionVersion.objects.in_force()
            .filter(question__bank=bank, question__code__in=some)
            .select_related("question")
        )
        keys_in_force = keys_of([version.pk for version in versions])
        found |= {
            body_hash(v.kind, v.content, keys_in_force[v.pk].key): v.question.code
            for v in versions
            if v.pk in keys_in_force
        }
    return found
