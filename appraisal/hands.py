"""Whose hands a line of the ledger went through, and who is left to answer an objection to it.

A line is entered by a person (`by`), or rests on a sheet that somebody imported or a good deed that somebody typed in.
None of them answers an objection to it, nor does the person whom it concerns.
"""

from collections import defaultdict
from collections.abc import Iterable

from appraisal.models import AppraisalEntry, GoodDeed, ImportedSheet, Objection
from foundation.ids import typed_id
from foundation.models import User
from organisation.models import Role, RoleGrant


def hands_of(entries: Iterable[AppraisalEntry]) -> dict[int, set[int]]:
    """Entry id → ids of the people who entered it or brought what it rests on; two queries at most."""
    entries = list(entries)
    sheets = dict(ImportedSheet.objects.filter(pk__in=_keys(entries, "sheet_rows")).values_list("pk", "imported_by"))
    deeds = dict(GoodDeed.objects.filter(pk__in=_keys(entries, "good_deed")).values_list("pk", "kept_by"))
    hands: dict[int, set[int]] = defaultdict(set)
    for entry in entries:
        found = {entry.by_id}
        found |= {sheets.get(key) for key in _keys([entry], "sheet_rows")}
        found |= {deeds.get(key) for key in _keys([entry], "good_deed")}
        hands[entry.pk] = found - {None}
    return hands


def _keys(entries: Iterable[AppraisalEntry], kind: str) -> set[int]:
    """Ids named by the evidence of that kind; a sheet's key is "sheet id-person id"."""
    keys = {piece["key"].partition("-")[0] for row in entries for piece in row.evidence if piece["kind"] == kind}
    return {typed_id(key) for key in keys}


def may_answer(objection: Objection, person: User) -> bool:
    """Whether the person is somebody else than the one who objects and those who had a hand in the line."""
    return person.pk != objection.person_id and person.pk not in hands_of([objection.entry])[objection.entry_id]


def who_may_answer(objection: Objection) -> list[User]:
    """The managers of the period's place, or of one above it, who may answer; by staff number."""
    path = objection.entry.period.node.path
    held = RoleGrant.objects.filter(role=Role.MANAGER, revoked_at=None).select_related("node")
    managers = {grant.person_id for grant in held if path.startswith(grant.node.path)}
    left = managers - hands_of([objection.entry])[objection.entry_id] - {objection.person_id}
    return list(User.objects.filter(pk__in=left, is_active=True).order_by("username"))
