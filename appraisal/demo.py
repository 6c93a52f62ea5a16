"""Demo months: three closed ones, this one open with an objection that waits. 演示口径.

The figures of the closed months come from sheets (demo_data/) through the real importer; exam, drill and credential lines
follow from results, runs and credentials that the demo hall holds. Days in demo_data are counted in working days.
"""

import csv
import io
import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from appraisal.models import AppraisalEntry, AppraisalPeriod, AwardKind, ImportedFigure
from appraisal.rules.layouts import DAY, LAYOUTS, PERSON, RED_LINES
from appraisal.selectors import people_of, period_scores
from appraisal.services.close_period import close_period
from appraisal.services.enter_veto import enter_veto
from appraisal.services.import_sheet import import_draft, keep_draft
from appraisal.services.keep_awards import keep_award
from appraisal.services.keep_bulletin import keep_bulletin
from appraisal.services.open_period import open_period
from appraisal.services.raise_objection import raise_objection
from appraisal.services.read_sheet import read_sheet
from appraisal.services.reckon_period import reckon_period
from foundation.models import User
from organisation.demo import DISTRICT, at_noon
from organisation.models import Node, Posting

DATA = Path(__file__).parent / "demo_data"
MONTHS_AGO = (3, 2, 1)
DAYS = (DAY, "评价时间")
KEEPER = "LJ1002"  # brings the sheets, so that the manager of the demo may answer objections to their lines
VETO_MONTHS_AGO, VETOED = 2, "LJ2009"
FLAGS, CHIEFS, MODELS = 5, 3, 5


def load(today: date) -> None:
    """Bring the demo months into the database; what is already there stays as it is."""
    if AppraisalPeriod.objects.exists():
        return
    manager = User.objects.get(username=KEEPER)
    node = Node.objects.get(code=DISTRICT)
    notes = {row["months_ago"]: row for row in json.loads((DATA / "bulletins.json").read_text(encoding="utf-8"))}
    for months_ago in MONTHS_AGO:
        _closed_month(node, _month(today, months_ago), months_ago, notes[months_ago], manager)
    _open_month(node, today, manager)


def _month(today: date, months_ago: int) -> date:
    month = today.replace(day=1)
    for _step in range(months_ago):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _closed_month(node: Node, month: date, months_ago: int, notes: dict, manager: User) -> None:
    period = open_period(node=node, month=month, by=manager)
    at = _not_later(at_noon(period.next_month + timedelta(days=1)))
    for kind in [kind for kind in LAYOUTS if (DATA / f"{months_ago}-{kind}.csv").exists()]:
        _import(period, kind, _rows(period, months_ago, kind), manager, at)
    reckon_period(period=period, at=at)
    keep_bulletin(period=period, by=manager, at=at, **_texts(period, notes))
    if months_ago == VETO_MONTHS_AGO:
        _veto(period, at)
    _awards(period, manager, at)
    close_period(period=period, by=manager, at=_not_later(at + timedelta(days=4)))


def _veto(period: AppraisalPeriod, at: datetime) -> None:
    """A red line proven at a window, which the person accepts."""
    enter_veto(
        period=period, person=User.objects.get(username=VETOED), on=_working_day(period.month, 8), red_line=RED_LINES[0],
        facts="办租赁备案时多要一份不动产证明复印件，群众跑了两趟", proof="12345 工单 演示-0817，值班长核实",
        by=User.objects.get(username=KEEPER), at=at,
    )  # fmt: skip


def _open_month(node: Node, today: date, manager: User) -> None:
    """What this month's attendance sheet says so far; the clerk objects to a line of it."""
    period = open_period(node=node, month=today.replace(day=1), by=manager)
    rows = _rows(period, 1, "attendance")
    past = [rows[0], *(row for row in rows[1:] if row[rows[0].index(DAY)] < today.isoformat())]
    if len(past) > 1:
        _import(period, "attendance", past, manager, timezone.now())
    reckon_period(period=period)
    entries = AppraisalEntry.objects.filter(person__username="clerk", period=period).order_by(
        "indicator__position", "pk"
    )
    if entry := entries.first():
        text = "那天早上去街道送补正件，外出登记本上有记录，请核对。"
        raise_objection(entry=entry, text=text, by=entry.person, at=timezone.now())


def _not_later(at: datetime) -> datetime:
    return min(at, timezone.now())


def _rows(period: AppraisalPeriod, months_ago: int, kind: str) -> list[list[str]]:
    """The sheet of `months_ago`, its days moved into the period's month, with those who worked here then."""
    with (DATA / f"{months_ago}-{kind}.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    days = [index for index, name in enumerate(head) if name in DAYS]
    here = {person.username for person in people_of(period)}
    rows = [row for row in rows if row[head.index(PERSON)] in here]
    for row in rows:
        for index in days:
            number, _space, clock = row[index].partition(" ")
            row[index] = f"{_working_day(period.month, int(number)).isoformat()} {clock}".strip()
    return [head, *rows]


def _working_day(month: date, number: int) -> date:
    """The `number`-th Monday to Friday of the month, or its last one."""
    days = [month + timedelta(days=step) for step in range(31)]
    working = [day for day in days if day.month == month.month and day.weekday() < 5]
    return working[min(number, len(working)) - 1]


def _import(period: AppraisalPeriod, kind: str, rows: list[list[str]], by: User, at: datetime) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    file = io.BytesIO(text.getvalue().encode())
    file.name = f"{LAYOUTS[kind].sheet}-{period.name}.csv"
    reading = read_sheet(file, period=period)
    if reading.errors:
        raise ValueError(f"{file.name}: {reading.errors[0]}")
    import_draft(draft=keep_draft(reading=reading, period=period, by=by, at=at), by=by, at=at)


def _texts(period: AppraisalPeriod, notes: dict) -> dict[str, str]:
    owners = dict(User.objects.values_list("username", "name"))

    def step(row: dict) -> str:
        due = period.next_month + timedelta(days=row["days"])
        return f"{row['text'].rstrip('。')}（{owners[row['owner']]}，{due.month}月{due.day}日前）。"

    return {
        "remarks": "\n".join(notes["remarks"]),
        "problems": "\n".join(notes["problems"]),
        "next_steps": "\n".join(step(row) for row in notes["next_steps"]),
    }


def _awards(period: AppraisalPeriod, manager: User, at: datetime) -> None:
    """The busiest windows; of the chiefs and of the others those with the most points."""
    cases: Counter = Counter()
    for figure in ImportedFigure.objects.filter(sheet__period=period, sheet__kind="volume").select_related(
        "window__hall"
    ):
        cases[figure.window] += figure.data["受理"]
    for window, count in cases.most_common(FLAGS):
        reason = f"本月受理 {count} 件"
        keep_award(period=period, kind=AwardKind.RED_FLAG_WINDOW, window=window, reason=reason, by=manager, at=at)
    at_windows = Posting.objects.below(period.node).exclude(window=None)
    chiefs = set(at_windows.filter(post__is_chief=True).values_list("person", flat=True))
    others = set(at_windows.values_list("person", flat=True)) - chiefs
    eligible = [score for score in period_scores(period) if not score.standing_vetoes]
    ranked = sorted(eligible, key=lambda score: -score.points)
    for kind, among, count in ((AwardKind.STAR_CHIEF, chiefs, CHIEFS), (AwardKind.MODEL, others, MODELS)):
        for score in [each for each in ranked if each.person.pk in among][:count]:
            reason = f"本月 {score.points} 分"
            keep_award(period=period, kind=kind, person=score.person, reason=reason, by=manager, at=at)
