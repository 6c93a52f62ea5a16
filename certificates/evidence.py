"""The proofs that people have for requirements, one finder per kind.

Each finder asks the app that knows. Nothing is judged twice here: whether an exam is passed or a drill touched a red
line, the apps below have already said.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from certificates.models import CredentialScheme, SchemeRequirement
from courses.selectors import course_completions
from drills.selectors import best_assessed_runs
from exams.models import Sitting
from exams.selectors import released_results
from foundation.ids import typed_id
from foundation.models import User


@dataclass(frozen=True)
class Proof:
    """One proof. `source` and `id` name the row it stands in, `at` is when the person gave it, `score` a percentage."""

    kind: str
    key: str
    source: str
    id: int
    label: str
    at: datetime
    score: float | None = None
    passed: bool = True

    def stored(self) -> dict:
        """As the credential keeps it."""
        return {
            "kind": self.kind, "key": self.key, "source": self.source, "id": self.id,
            "label": self.label, "at": self.at.isoformat(), "score": self.score,
        }  # fmt: skip

    def satisfies(self, requirement: SchemeRequirement) -> bool:
        """Whether the mark is high enough: the requirement's own minimum, or what was called passed."""
        if requirement.minimum_percent is None:
            return self.passed
        return self.score is not None and self.score >= requirement.minimum_percent


# finder(people's ids, keys) → (person id, proof) pairs, in one query or two
Finder = Callable[[list[int], list[str]], Iterable[tuple[int, Proof]]]
FINDERS: dict[str, Finder] = {}


def courses_finished(people: list[int], keys: list[str]) -> Iterable[tuple[int, Proof]]:
    """Completions, lesson by lesson or by test-out."""
    for row in course_completions(people).filter(course_key__in=keys):
        yield (
            row.person_id,
            Proof("course", row.course_key, "courses.completion", row.pk, row.version.title, row.completed_at),
        )


def drills_passed(people: list[int], keys: list[str]) -> Iterable[tuple[int, Proof]]:
    """Assessed runs, passed and without red line."""
    for run in best_assessed_runs(people, keys):
        yield (
            run.person_id,
            Proof("drill", run.scenario.key, "drills.run", run.pk, run.scenario.title, run.finished_at, run.score),
        )


def exams_sat(people: list[int], keys: list[str]) -> Iterable[tuple[int, Proof]]:
    """Released results. A key names one sitting, all sittings of a paper, or all of a blueprint: see `exam_keys`."""
    results = released_results(people).filter(_named(keys))
    for row in results.select_related("attempt", "sitting__paper_version__paper"):
        for key in set(exam_keys(row.sitting)) & set(keys):
            yield (
                row.person_id,
                Proof(
                    "exam", key, "exams.result", row.pk, row.sitting.title, row.attempt.closed_at,
                    float(row.percent), row.passed,
                ),
            )  # fmt: skip


def exam_keys(sitting: Sitting) -> list[str]:
    """The keys under which a requirement may ask for the sitting: "sitting:7", "paper:3", "blueprint:2"."""
    keys = [f"sitting:{sitting.pk}"]
    if sitting.paper_version_id:
        paper = sitting.paper_version.paper
        keys += [f"paper:{paper.pk}"] + ([f"blueprint:{paper.blueprint_id}"] if paper.blueprint_id else [])
    if sitting.blueprint_id:
        keys.append(f"blueprint:{sitting.blueprint_id}")
    return keys


def _named(keys: list[str]) -> Q:
    ids: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        kind, _, number = key.partition(":")
        ids[kind].append(typed_id(number))
    return (
        Q(sitting__in=ids["sitting"])
        | Q(sitting__paper_version__paper__in=ids["paper"])
        | Q(sitting__paper_version__paper__blueprint__in=ids["blueprint"])
        | Q(sitting__blueprint__in=ids["blueprint"])
    )


FINDERS[SchemeRequirement.Kind.EXAM] = exams_sat
FINDERS[SchemeRequirement.Kind.COURSE] = courses_finished
FINDERS[SchemeRequirement.Kind.DRILL] = drills_passed


@dataclass
class ProofBook:
    """All proofs of some people for some schemes, gathered at once."""

    pages: dict[tuple[int, str, str], list[Proof]] = field(default_factory=lambda: defaultdict(list))

    def of(self, person: User, requirement: SchemeRequirement) -> list[Proof]:
        """What satisfies the requirement, oldest first."""
        found = self.pages.get((person.pk, requirement.kind, requirement.key), [])
        satisfying = [proof for proof in found if proof.satisfies(requirement)]
        return sorted(satisfying, key=lambda proof: (proof.at, proof.id))


def gather(people: Iterable[User], schemes: Iterable[CredentialScheme]) -> ProofBook:
    """One question per kind of proof, however many people and schemes (prefetch their requirements)."""
    ids = [person.pk for person in people]
    keys: dict[str, set[str]] = defaultdict(set)
    for scheme in schemes:
        for requirement in scheme.requirements.all():
            keys[requirement.kind].add(requirement.key)
    book = ProofBook()
    for kind in sorted(set(keys) & set(FINDERS)):
        for person_id, proof in FINDERS[kind](ids, sorted(keys[kind])):
            book.pages[person_id, proof.kind, proof.key].append(proof)
    return book


def evidence_hash(proofs: Iterable[Proof]) -> str:
    """The name of a set of proofs: SHA-256 over which rows they are, whatever they are called or scored today."""
    rows = sorted([proof.kind, proof.key, proof.source, proof.id] for proof in proofs)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
