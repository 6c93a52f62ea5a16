"""What every kind of question can do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from foundation.sabotage import broken


@dataclass(frozen=True)
class Outcome:
    """What marking found: `fraction` of the points (0-1; None: a person must mark it), and details for the review."""

    fraction: Fraction | None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        return self.fraction == 1


class QuestionType(ABC):
    """One kind. `content` is what candidates may see, `key` what they may not, a `value` is one response (JSON)."""

    kind: str
    label: str  # translated lazily
    objective: bool = True  # marked by rule; False: at least a part goes to a marker

    @abstractmethod
    def problems(self, content: dict, key: dict) -> dict[str, str]:
        """What is wrong with an authored question: field name → message in the reader's language; empty if sound."""

    @abstractmethod
    def value_problem(self, content: dict, value: Any) -> str:
        """A code saying why `value` cannot be a response to `content` ("shape", "unknown_option", "too_long"); "" if it can."""

    @abstractmethod
    def mark(self, content: dict, key: dict, value: Any) -> Outcome:
        """Mark a response. `value` None or blank earns nothing."""

    def disguise(self, content: dict, rng: Random) -> tuple[dict, dict[str, str]]:
        """`content` as one candidate gets it (fresh ids, shuffled order) and the map from shown id to true id."""
        return content, {}

    def restore(self, value: Any, ids: Mapping[str, str]) -> Any:
        """A response to disguised content, in true ids."""
        return value

    @abstractmethod
    def value_from_form(self, data: Mapping, prefix: str, content: dict) -> Any:
        """The response in a posted HTML form (Django QueryDict) whose fields begin with `prefix`; None if untouched."""

    @abstractmethod
    def authored(self, data: Mapping, prefix: str) -> tuple[dict, dict]:
        """(content, key) as an author's form says it; the fields are those of the kind's `edit.html` and `{prefix}stem`."""

    @abstractmethod
    def corrected(self, data: Mapping, prefix: str, content: dict, key: dict) -> dict:
        """The key of a question in use as a correction says it; the fields are those of the kind's `key.html`."""

    @abstractmethod
    def key_lines(self, content: dict, key: dict) -> list[str]:
        """The key in words, one statement a line, for people who compare two keys."""

    def key_problems(self, content: dict, key: dict) -> dict[str, str]:
        """What is wrong with a corrected key; it may accept more than an author's may."""
        return self.problems(content, key)

    def judged_by(self, content: dict, key: dict) -> Any:
        """What of the key a person marks by; None where rules mark everything."""
        return None

    def needs_marker(self, content: dict) -> bool:
        """Whether a person must mark (a part of) responses to this `content`."""
        return not self.objective

    def plain_text(self, content: dict) -> str:
        """Stem and options as plain text, for search and for finding near-duplicates."""
        return content.get("stem", "")


def form_list(data: Mapping, name: str) -> list[str]:
    """All values posted under `name`, from a QueryDict or a plain mapping."""
    if hasattr(data, "getlist"):
        return data.getlist(name)
    value = data.get(name)
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def renamed(rows: list[dict], rng: Random, stub: str) -> tuple[list[dict], dict[str, str]]:
    """The rows shuffled, with fresh random ids that say nothing, and the map from fresh to true id."""
    shuffled = rng.sample(rows, len(rows))
    fresh = [f"{stub}{number:04x}" for number in rng.sample(range(0x1000, 0x10000), len(rows))]
    if broken("ids-at-random"):  # ids that follow the author's order give the author's habits away
        shuffled, fresh = rows, sorted(fresh)
    names = {name: row["id"] for name, row in zip(fresh, shuffled)}
    return [{**row, "id": name} for name, row in zip(fresh, shuffled)], names


ORDER = (
    "single_choice", "multiple_choice", "true_false", "fill_in", "ordering", "matching", "short_answer", "essay",
    "case_study", "document_check",
)  # fmt: skip
_kinds: dict[str, QuestionType] = {}


def register(kind: QuestionType) -> QuestionType:
    """Make a kind known; called once by its folder."""
    _kinds[kind.kind] = kind
    return kind


def get(kind: str) -> QuestionType:
    """The kind of that name. Raises KeyError for an unknown one."""
    return _kinds[kind]


def kinds() -> list[QuestionType]:
    """All kinds, in the order in which lists show them; one that ORDER does not name comes last."""
    places = {name: place for place, name in enumerate(ORDER)}
    return sorted(_kinds.values(), key=lambda kind: places.get(kind.kind, len(places)))
