"""Take over how hard questions turned out to be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from question_bank.models import ObservedDifficulty, QuestionVersion
from question_bank.models.facets import Difficulty

EASY_FROM, HARD_BELOW = 75, 60  # facility in percent


def difficulty_at(facility: float) -> Difficulty:
    """The difficulty that a facility (percent of the marks gained) stands for."""
    if facility >= EASY_FROM:
        return Difficulty.EASY
    return Difficulty.HARD if facility < HARD_BELOW else Difficulty.MEDIUM


@dataclass(frozen=True)
class Observation:
    """Facility in percent of a version, over so many candidates."""

    version_id: int
    facility: float
    candidates: int


@transaction.atomic
def observe_difficulty(
    *, observations: Iterable[Observation], by: User, at: datetime | None = None
) -> list[ObservedDifficulty]:
    """Write or renew the observed difficulty of each version; draws by difficulty follow it from now on.

    The versions themselves, and papers that stand, stay as they are. Audited in one row.
    """
    found = {each.version_id: each for each in observations}
    versions = QuestionVersion.objects.select_related("question__bank__node").in_bulk(found)
    now = at or database_now()
    rows = [
        ObservedDifficulty(
            version=version, difficulty=difficulty_at(found[pk].facility), by=by, at=now,
            facility=Decimal(str(round(found[pk].facility, 2))), candidates=found[pk].candidates,
        )
        for pk, version in sorted(versions.items())
    ]  # fmt: skip
    ObservedDifficulty.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["version"],
        update_fields=["difficulty", "facility", "candidates", "by", "at"],
    )  # fmt: skip
    if rows:
        node = rows[0].version.question.bank.node
        after = {row.version.question.code: [row.version.difficulty, int(row.difficulty)] for row in rows}
        audit.record("questions.difficulty_observed", by=by, kind="question", label=_label(rows), node_path=node.path,
                     after=after, at=at)  # fmt: skip
    return rows


def _label(rows: list[ObservedDifficulty]) -> str:
    codes = [row.version.question.code for row in rows]
    return "、".join(codes[:5]) + ("…" if len(codes) > 5 else "")
