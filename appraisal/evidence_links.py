"""Where each kind of evidence can be seen, and by whom."""

from django.urls import reverse

from appraisal.models import GoodDeed, ImportedSheet, Objection
from appraisal.selectors import periods_of, periods_run_by
from certificates.models import Credential
from drills.models import Run
from exams.models import Result
from foundation.ids import typed_id
from foundation.registries import links


def result_link(key: str) -> links.Link | None:
    """A result, for the person who got it."""
    row = Result.objects.filter(pk=typed_id(key), released_at__isnull=False).select_related("sitting").first()
    return row and links.Link(
        "result", key, row.sitting.title, reverse("exams:result", args=[row.attempt_id]),
        lambda user: user.pk == row.person_id,
    )  # fmt: skip


def run_link(key: str) -> links.Link | None:
    """A finished run, for the person who played it."""
    row = Run.objects.filter(pk=typed_id(key)).select_related("scenario").first()
    return row and links.Link(
        "run", key, row.scenario.title, reverse("drills:debrief", args=[row.pk]), lambda user: user.pk == row.person_id
    )


def credential_link(key: str) -> links.Link | None:
    """A credential, for the person who holds it."""
    row = Credential.objects.filter(pk=typed_id(key)).select_related("scheme").first()
    return row and links.Link(
        "credential", key, row.scheme.title, reverse("certificates:detail", args=[row.pk]),
        lambda user: user.pk == row.person_id,
    )  # fmt: skip


def sheet_rows_link(key: str) -> links.Link | None:
    """The rows of a sheet about one person ("sheet id-person id"): for that person and those who see the month."""
    sheet_id, _dash, person_id = key.partition("-")
    sheet = ImportedSheet.objects.filter(pk=typed_id(sheet_id)).first()
    person = typed_id(person_id)
    if sheet is None or not person:
        return None
    url = reverse("appraisal-sheet-rows", args=[sheet.pk, person])
    return links.Link(
        "sheet_rows", key, str(sheet), url,
        lambda user: user.pk == person or periods_of(user).filter(pk=sheet.period_id).exists(),
    )  # fmt: skip


def good_deed_link(key: str) -> links.Link | None:
    """A typed-in good deed, on its manager's list."""
    deed = GoodDeed.objects.filter(pk=typed_id(key)).first()
    return deed and links.Link(
        "good_deed", key, deed.text, reverse("appraisal-deeds", args=[deed.period_id]),
        lambda user: periods_of(user).filter(pk=deed.period_id).exists(),
    )  # fmt: skip


def objection_link(key: str) -> links.Link | None:
    """An objection, for those who answer it."""
    row = Objection.objects.filter(pk=typed_id(key)).select_related("entry").first()
    return row and links.Link(
        "objection", key, row.text[:60], reverse("appraisal-objection", args=[row.pk]),
        lambda user: periods_run_by(user).filter(pk=row.entry.period_id).exists(),
    )  # fmt: skip


def register() -> None:
    links.register("result", result_link)
    links.register("run", run_link)
    links.register("credential", credential_link)
    links.register("sheet_rows", sheet_rows_link)
    links.register("good_deed", good_deed_link)
    links.register("objection", objection_link)
