"""Keep a sheet that was read without a fault as a draft, and bring it into the month when its person says so."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod, GoodDeed, ImportedFigure, ImportedSheet, SheetDraft, SheetKind
from appraisal.rules.layouts import DAY, LAYOUTS
from appraisal.services.check_rows import Checked, check_rows
from appraisal.services.enter_veto import enter_veto, stands
from appraisal.services.read_sheet import SheetReading
from appraisal.services.reckon_period import reckon_period
from foundation import audit
from foundation.models import User
from foundation.spreadsheets import Row

DRAFT_HOURS = 24


@transaction.atomic
def keep_draft(
    *, reading: SheetReading, period: AppraisalPeriod, by: User, at: datetime | None = None
) -> SheetDraft:  # fmt: skip
    """The draft of a faultless reading; it takes the place of the person's earlier one. Raises ValueError for a faulty one."""
    if reading.errors:
        raise ValueError("a sheet with faults is not kept")
    SheetDraft.objects.filter(period=period, read_by=by).delete()
    return SheetDraft.objects.create(
        period=period, kind=reading.kind, file_name=reading.file_name, sha256=reading.sha256, dropped=reading.dropped,
        rows=[[row.number, row.values] for row in reading.rows], read_by=by, read_at=at or timezone.now(),
    )  # fmt: skip


@transaction.atomic
def import_draft(*, draft: SheetDraft, by: User, at: datetime | None = None) -> ImportedSheet:
    """The sheet in force, its rows stored and what rests on them reckoned anew, in one transaction.

    The rows are checked again, for people and windows may have changed since. Raises ValidationError if they no longer
    fit, or if the same file was imported in the meantime.
    """
    at = at or timezone.now()
    period = AppraisalPeriod.objects.select_for_update().select_related("node").get(pk=draft.period_id)
    if ImportedSheet.objects.filter(period=period, sha256=draft.sha256, replaced_at=None).exists():
        raise ValidationError(_("这份文件已经导入过，没有重复写入。"))
    checked, faults = check_rows(LAYOUTS[draft.kind], [Row(number, values) for number, values in draft.rows], period)
    if faults:
        raise ValidationError(_("名册或事项在这期间有变动，请重新上传：%(fault)s") % {"fault": faults[0]})
    replaced = ImportedSheet.objects.filter(period=period, kind=draft.kind, replaced_at=None)
    before = [sheet.file_name for sheet in replaced]
    replaced.update(replaced_at=at)
    sheet = ImportedSheet.objects.create(
        period=period, kind=draft.kind, file_name=draft.file_name, sha256=draft.sha256, row_count=len(checked),
        dropped=draft.dropped, imported_by=by, imported_at=at,
    )  # fmt: skip
    figures = _store(sheet, checked)
    if sheet.kind == SheetKind.VETO:
        _veto(sheet, figures, by, at)
    draft.delete()
    after = {"file": sheet.file_name, "rows": sheet.row_count, "sha256": sheet.sha256, "dropped": sheet.dropped}
    audit.record(
        "sheet.imported", by=by, on=sheet, node_path=period.node.path, before={"replaced": before}, after=after, at=at
    )
    reckon_period(period=period, sources={sheet.kind}, at=at)
    return sheet


def _store(sheet: ImportedSheet, checked: list[Checked]) -> list[ImportedFigure]:
    figures = ImportedFigure.objects.bulk_create(
        [
            ImportedFigure(sheet=sheet, row=row.number, person=row.person, window=row.window, data=row.data)
            for row in checked
        ],
        batch_size=1000,
    )
    if sheet.kind == SheetKind.DEEDS:
        GoodDeed.objects.filter(period=sheet.period).exclude(figure=None).delete()
        GoodDeed.objects.bulk_create(
            GoodDeed(
                period=sheet.period, person=figure.person, on=figure.data[DAY], text=figure.data["事由"], figure=figure
            )
            for figure in figures
        )
    return figures


def _veto(sheet: ImportedSheet, figures: list[ImportedFigure], by: User, at: datetime) -> None:
    """Enter what does not stand yet. A later sheet takes no veto back: that is a person's deed, with a reason."""
    for figure in figures:
        told = {"on": date.fromisoformat(figure.data[DAY]), "red_line": figure.data["红线"]}
        if not stands(period=sheet.period, person=figure.person, **told):
            text = _("%(sheet)s表第 %(rows)s 行") % {"sheet": sheet.get_kind_display(), "rows": figure.row}
            link = {"kind": "sheet_rows", "key": f"{sheet.pk}-{figure.person_id}", "text": text}
            enter_veto(
                period=sheet.period, person=figure.person, facts=figure.data["事实"], proof=figure.data["依据"],
                link=link, by=by, at=at, **told,
            )  # fmt: skip


def forget_drafts(at: datetime | None = None) -> int:
    """Delete the drafts that nobody confirmed within a day; how many."""
    before = (at or timezone.now()) - timedelta(hours=DRAFT_HOURS)
    return SheetDraft.objects.filter(read_at__lt=before).delete()[0]
