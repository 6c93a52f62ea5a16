"""A person's lines as a page shows them: by part, each with where its evidence can be seen."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from appraisal.models import AppraisalEntry, Objection
from appraisal.selectors import IndicatorScore, PersonScore
from appraisal.services.raise_objection import last_day_to_object
from foundation.models import User
from foundation.registries import links


@dataclass
class ShownLine:
    """One line: its indicator, its evidence as (text, address or ""), and until when it may be objected to."""

    row: IndicatorScore
    entry: AppraisalEntry
    links: list[tuple[str, str]]
    last_day: date
    objection: Objection | None
    may_object: bool


@dataclass
class Part:
    """One part of the scheme. `full` leaves out bonuses."""

    name: str
    points: Decimal = Decimal(0)
    full: Decimal = Decimal(0)
    lines: list[ShownLine] = field(default_factory=list)


def parts_of(score: PersonScore, viewer: User, today: date | None = None) -> list[Part]:
    """The parts with their lines; with `today`, each line says whether it may be objected to."""
    parts: dict[str, Part] = {}
    for row in score.indicators:
        part = parts.setdefault(row.part, Part(row.part))
        part.points += row.points
        part.full += row.full
        part.lines += [_shown(row, entry, viewer, today) for entry in row.lines]
    if score.vetoes:
        row = IndicatorScore("veto", "", str(AppraisalEntry.Kind.VETO.label), Decimal(0), is_bonus=False)
        parts["veto"] = Part(row.name, lines=[_shown(row, entry, viewer, today) for entry in score.vetoes])
    return list(parts.values())


def _shown(row: IndicatorScore, entry: AppraisalEntry, viewer: User, today: date | None) -> ShownLine:
    waiting = next((each for each in entry.objections.all() if each.state == Objection.State.OPEN), None)
    last_day = last_day_to_object(entry)
    may_object = today is not None and waiting is None and today <= last_day
    return ShownLine(row, entry, evidence_shown(entry, viewer), last_day, waiting, may_object)


def evidence_shown(entry: AppraisalEntry, viewer: User) -> list[tuple[str, str]]:
    """What the line rests on as (text, address); the address is empty where the viewer may not look."""
    found = []
    for piece in entry.evidence:
        link = links.resolve(piece["kind"], piece["key"])
        found.append((piece["text"], link.url if link and link.visible_to(viewer) else ""))
    return found
