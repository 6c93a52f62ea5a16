"""What a reader found in a file, in neutral terms."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """Why something was refused (or, among warnings, what to look at).

    `where` is a cell ("F12", "单选!F12"), "line:17", "question:3" or "file"; `code` names the fault and `params` its
    details. The words for a person stand in question_bank/import_words.py.
    """

    where: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass
class Image:
    """A picture of a question; `data` is base64."""

    content_type: str
    data: str
    alt: str = ""


@dataclass
class ParsedQuestion:
    """One question as read. `content` and `key` follow question_types; topic, items and rules are still words or codes.

    `facets` holds what was given of: topic, cognitive_level, difficulty, points, pool, exclusion_group, legal_basis,
    clause, source, checked_on, to_verify, valid_from, valid_to (dates as ISO text). `places` maps a field to its place.
    """

    kind: str
    content: dict
    key: dict
    explanation: str = ""
    notes: str = ""
    code: str = ""
    service_items: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    facets: dict[str, Any] = field(default_factory=dict)
    images: list[Image] = field(default_factory=list)
    where: str = ""
    places: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: dict) -> "ParsedQuestion":
        return cls(**{**data, "images": [Image(**image) for image in data.get("images", [])]})


@dataclass
class Parsed:
    """The whole file. `read` counts every entry: questions, the refused, and what was skipped (categories, descriptions)."""

    format: str = ""
    questions: list[ParsedQuestion] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    skipped: int = 0
    refused: int = 0
    columns: dict | None = None  # xlsx only: what stands in the sheet and how its columns were understood

    @property
    def read(self) -> int:
        return len(self.questions) + self.refused + self.skipped

    def refuse(self, problems: list[Problem]) -> None:
        """One entry is refused, for all these reasons (the first is the one to mend first)."""
        self.refused += 1
        first, rest = problems[0], problems[1:]
        self.problems.append(Problem(first.where, first.code, {**first.params, "more": [asdict(p) for p in rest]}))

    def to_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Parsed":
        return cls(
            format=data["format"],
            questions=[ParsedQuestion.from_json(row) for row in data["questions"]],
            problems=[Problem(**row) for row in data["problems"]],
            warnings=[Problem(**row) for row in data["warnings"]],
            skipped=data["skipped"],
            refused=data["refused"],
            columns=data["columns"],
        )


class FileRefused(Exception):
    """The file as a whole cannot be read: `problem` says why."""

    def __init__(self, code: str, where: str = "file", **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem(where, code, params)


@dataclass
class Written:
    """An exported file and what it could not hold. A loss with `dropped` left the whole question out."""

    data: bytes
    losses: list["Loss"]

    @property
    def dropped(self) -> int:
        return sum(loss.dropped for loss in self.losses)


@dataclass(frozen=True)
class Loss:
    """Something of question `where` (its code) that the format has no place for."""

    where: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    dropped: bool = False
