"""What the imported sheets in force, and the list of good deeds, say about a person's month."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisal.evidence.words import Evidence, Found
from appraisal.models import AppraisalPeriod, GoodDeed, ImportedFigure, ImportedSheet, SheetKind
from appraisal.rules import shares
from appraisal.rules.layouts import BAD_LEVELS, DAY, UPHELD
from foundation.models import User

ROWS_NAMED = 6


def rows_by_person(period: AppraisalPeriod, kind: str) -> tuple[ImportedSheet | None, dict[int, list[ImportedFigure]]]:
    """The sheet of that kind in force (None: not imported yet) and its rows by person; two queries."""
    sheet = ImportedSheet.objects.filter(period=period, kind=kind, replaced_at=None).first()
    rows: dict[int, list[ImportedFigure]] = defaultdict(list)
    for figure in ImportedFigure.objects.filter(sheet=sheet).order_by("row") if sheet else ():
        if figure.person_id:
            rows[figure.person_id].append(figure)
    return sheet, rows


def sheet_link(sheet: ImportedSheet, person: User, rows: list[ImportedFigure]) -> list[dict]:
    """Where the rows of a person in a sheet can be read, named by their numbers in the file."""
    numbers = "、".join(str(row.row) for row in rows[:ROWS_NAMED]) + ("…" if len(rows) > ROWS_NAMED else "")
    name = sheet.get_kind_display()
    text = (
        _("%(sheet)s表第 %(rows)s 行") % {"sheet": name, "rows": numbers}
        if rows
        else _("%(sheet)s表") % {"sheet": name}
    )
    return [{"kind": "sheet_rows", "key": f"{sheet.pk}-{person.pk}", "text": text}]


def attendance_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """Everybody starts from full points; each late arrival, early leaving and leave without a slip takes some off."""
    sheet, rows = rows_by_person(period, SheetKind.ATTENDANCE)
    if sheet is None:
        return {}
    found: Found = {}
    for person in people:
        mine = rows.get(person.pk, [])
        loss, words = Decimal(0), []
        for row in mine:
            amount = Decimal(row.data["时长"])
            lost = shares.attendance_loss(row.data["类型"], amount, bool(row.data["凭证"]))
            loss += lost
            if lost:
                words.append(f"{row.data[DAY][5:]} {row.data['类型']} −{lost}")
        said = "；".join(words) if words else _("没有迟到、早退和无凭证缺勤，记满分")
        found[person.pk] = Evidence(said, change=-loss, links=sheet_link(sheet, person, mine))
    return found


def volume_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """Cases weighed by difficulty against the median of the sheet, and promises kept; only those who have rows."""
    sheet, rows = rows_by_person(period, SheetKind.VOLUME)
    volumes = {person_id: _volume(mine) for person_id, mine in rows.items()}
    middle = shares.typical(volumes.values())
    found: Found = {}
    for person in people:
        if person.pk not in volumes:
            continue
        volume = volumes[person.pk]
        said = _(
            "受理 %(accepted)s 件（即办 %(immediate)s、承诺 %(promised)s），按难易折算 %(weighed)s，本月中位数 %(middle)s；超期 %(overdue)s 件"
        ) % {
            "accepted": volume.accepted, "immediate": volume.immediate, "promised": volume.promised,
            "weighed": f"{volume.weighed.normalize():f}", "middle": f"{middle.normalize():f}", "overdue": volume.overdue,
        }  # fmt: skip
        links = sheet_link(sheet, person, rows[person.pk])
        found[person.pk] = Evidence(said, share=shares.volume_share(volume, middle), links=links)
    return found


def _volume(rows: list[ImportedFigure]) -> shares.Volume:
    def total(column: str) -> int:
        return sum(row.data[column] for row in rows)

    return shares.Volume(
        accepted=total("受理"), immediate=total("即办"), promised=total("承诺"), overdue=total("超期"),
        advice=total("咨询"),
    )  # fmt: skip


def rating_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """Full points less what each upheld bad rating costs; only those who were rated."""
    sheet, rows = rows_by_person(period, SheetKind.RATING)
    found: Found = {}
    for person in people:
        if not (mine := rows.get(person.pk)):
            continue
        bad = [row for row in mine if row.data["评价等级"] in BAD_LEVELS]
        upheld = [row for row in bad if row.data["核实结果"] == UPHELD]
        said = _("评价 %(all)s 条，差评 %(bad)s 条，核实属实 %(upheld)s 条；只扣属实的") % {
            "all": len(mine), "bad": len(bad), "upheld": len(upheld),
        }  # fmt: skip
        loss = shares.rating_loss(row.data["评价等级"] for row in upheld)
        found[person.pk] = Evidence(said, change=-loss, links=sheet_link(sheet, person, upheld or bad))
    return found


def patrol_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """Full points less what the inspector took off."""
    sheet, rows = rows_by_person(period, SheetKind.PATROL)
    if sheet is None:
        return {}
    found: Found = {}
    for person in people:
        mine = rows.get(person.pk, [])
        words = [f"{row.data[DAY][5:]} {row.data['检查项']} −{row.data['扣分']}" for row in mine]
        loss = sum((Decimal(row.data["扣分"]) for row in mine), Decimal(0))
        said = "；".join(words) if words else _("巡查没有扣分，记满分")
        found[person.pk] = Evidence(said, change=-loss, links=sheet_link(sheet, person, mine))
    return found


def deeds_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """One point for each good deed on the list, up to the indicator's full points."""
    deeds: dict[int, list[GoodDeed]] = defaultdict(list)
    for deed in GoodDeed.objects.filter(period=period, person__in=people).select_related("figure__sheet"):
        deeds[deed.person_id].append(deed)
    return {
        person_id: Evidence(
            ngettext("好人好事 %(count)s 件：%(text)s", "好人好事 %(count)s 件：%(text)s", len(mine))
            % {"count": len(mine), "text": "；".join(deed.text for deed in mine)},
            share=Decimal(0), change=shares.DEED_GAIN * len(mine),
            links=[_deed_link(deed) for deed in mine],
        )
        for person_id, mine in deeds.items()
    }  # fmt: skip


def _deed_link(deed: GoodDeed) -> dict:
    """The imported row, or the list in which it was typed."""
    if deed.figure:
        key, row = f"{deed.figure.sheet_id}-{deed.person_id}", deed.figure.row
        return {"kind": "sheet_rows", "key": key, "text": _("好人好事表第 %(rows)s 行") % {"rows": row}}
    return {"kind": "good_deed", "key": str(deed.pk), "text": _("好人好事名单 %(day)s") % {"day": f"{deed.on:%m-%d}"}}
