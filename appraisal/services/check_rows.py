"""Check the rows of a monthly sheet against the people, windows and items of a period."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod
from appraisal.rules import layouts
from appraisal.rules.layouts import DAY, ITEM, PERSON, WINDOW, Layout
from appraisal.selectors import people_of
from foundation.models import User
from foundation.spreadsheets import Row, RowError, parse_date
from organisation.models import Window
from service_items.models import ServiceItem

LONGEST = 200
WHOLE = re.compile(r"\d{1,7}")


@dataclass(frozen=True)
class Checked:
    """A row that may be stored: whose it is, and its figures by column (numbers as int or text, days as ISO text)."""

    number: int
    person: User | None
    window: Window | None
    data: dict


class Checker:
    """What is known of the period's place and month, and the faults found so far."""

    def __init__(self, layout: Layout, period: AppraisalPeriod) -> None:
        self.layout, self.period = layout, period
        self.people = {person.username: person for person in people_of(period)}
        windows = Window.objects.filter(hall__path__startswith=period.node.path)
        self.windows = {window.code: window for window in windows}
        self.items = set(ServiceItem.objects.values_list("code", flat=True))
        self.errors: list[RowError] = []

    def fault(self, row: Row, column: str, code: str, message: str) -> None:
        self.errors.append(row.error(column, code, message))

    def person(self, row: Row) -> User | None:
        text = row[PERSON]
        if not text:
            if self.layout.kind != "volume" or not row[WINDOW]:
                self.fault(row, PERSON, "empty", _("没有填工号。"))
            return None
        if (clean := cleaned(text)) != text:
            message = _("“%(text)s”有空格或全角字符，请改成 %(clean)s。") % {"text": text, "clean": clean}
            self.fault(row, PERSON, "staff_number_form", message)
            return None
        person = self.people.get(text)
        if person is None:
            message = _("%(node)s在这个月没有工号 %(text)s。请核对工号，或先在名册里添加。") % {
                "node": self.period.node.name, "text": text,
            }  # fmt: skip
            self.fault(row, PERSON, "unknown_person", message)
        return person

    def window(self, row: Row) -> Window | None:
        if not (text := row[WINDOW]):
            return None
        if text not in self.windows:
            self.fault(row, WINDOW, "unknown_window", _("没有编码为 %(text)s 的窗口。") % {"text": text})
        return self.windows.get(text)

    def item(self, row: Row) -> str:
        if row[ITEM] not in self.items:
            message = _("没有编码为“%(text)s”的事项。请对照事项目录。") % {"text": row[ITEM]}
            self.fault(row, ITEM, "unknown_item", message)
        return row[ITEM]

    def day(self, row: Row, column: str) -> str:
        """A day of the month, ISO."""
        try:
            found = parse_date(row[column])
        except ValueError:
            message = _("“%(text)s”不是日期。请写成 %(month)s-08 这样。") % {
                "text": row[column], "month": self.period.name,
            }  # fmt: skip
            self.fault(row, column, "no_date", message)
            return ""
        if found.replace(day=1) != self.period.month:
            message = _("%(day)s 不在 %(month)s 里。请改日期，或拿这个月的表来。") % {
                "day": found.isoformat(), "month": self.period.name,
            }  # fmt: skip
            self.fault(row, column, "other_month", message)
        return found.isoformat()

    def count(self, row: Row, column: str) -> int:
        """A whole number; an empty optional column counts 0."""
        text = row[column]
        if not text and column in self.layout.optional:
            return 0
        if not WHOLE.fullmatch(text):
            self.fault(row, column, "no_number", _("“%(text)s”不是数。请只填整数，如 12。") % {"text": text})
            return 0
        self._not_as_text(row, column)
        return int(text)

    def amount(self, row: Row, column: str, most: int) -> str:
        """A number above 0 and at most `most`, as text."""
        try:
            value = Decimal(row[column])
        except InvalidOperation:
            value = Decimal(-1)
        if not value.is_finite() or not 0 < value <= most:
            message = _("“%(text)s”不对，要填大于 0、不超过 %(most)s 的数。") % {"text": row[column], "most": most}
            self.fault(row, column, "no_number", message)
            return "0"
        self._not_as_text(row, column)
        return f"{value.normalize():f}"

    def _not_as_text(self, row: Row, column: str) -> None:
        if column in row.as_text:
            message = _("“%(text)s”是文本型数字，Excel 里不会相加。请转换为数字。") % {"text": row[column]}
            self.fault(row, column, "number_as_text", message)

    def one_of(self, row: Row, column: str, allowed: Iterable[str]) -> str:
        if row[column] not in allowed:
            message = _("“%(text)s”不在可填的里面：%(allowed)s。") % {
                "text": row[column], "allowed": "、".join(filter(None, allowed)),
            }  # fmt: skip
            self.fault(row, column, "no_choice", message)
        return row[column]

    def text(self, row: Row, column: str, *, needed: bool = False, longest: int = LONGEST) -> str:
        if needed and not row[column]:
            self.fault(row, column, "empty", _("没有填。"))
        if len(row[column]) > longest:
            self.fault(row, column, "too_long", _("最多 %(longest)s 个字。") % {"longest": longest})
        return row[column]


def cleaned(text: str) -> str:
    """A staff number without spaces and full-width characters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _attendance(check: Checker, row: Row) -> dict:
    return {
        DAY: check.day(row, DAY),
        "类型": check.one_of(row, "类型", layouts.ATTENDANCE_TYPES),
        "时长": check.amount(row, "时长", 500),
        "凭证": check.text(row, "凭证"),
    }


def _volume(check: Checker, row: Row) -> dict:
    before = len(check.errors)
    data = {ITEM: check.item(row)} | {column: check.count(row, column) for column in layouts.VOLUME_COUNTS}
    if len(check.errors) > before:
        return data
    if data["即办"] + data["承诺"] != data["受理"]:
        message = _("即办 %(immediate)s 加承诺 %(promised)s 不等于受理 %(accepted)s。") % {
            "immediate": data["即办"], "promised": data["承诺"], "accepted": data["受理"],
        }  # fmt: skip
        check.fault(row, "受理", "sum", message)
    if data["办结"] > data["受理"]:
        check.fault(row, "办结", "sum", _("办结比受理还多。"))
    if data["提前办结"] + data["超期"] > data["承诺"]:
        check.fault(row, "超期", "sum", _("提前办结加超期比承诺件还多。"))
    return data


def _rating(check: Checker, row: Row) -> dict:
    return {
        ITEM: check.item(row),
        "环节": check.one_of(row, "环节", layouts.STAGES),
        "评价等级": check.one_of(row, "评价等级", (*layouts.GOOD_LEVELS, *layouts.BAD_LEVELS)),
        "评价时间": check.day(row, "评价时间") and row["评价时间"],
        "核实结果": check.one_of(row, "核实结果", ("", layouts.UPHELD, layouts.NOT_UPHELD)),
    }


def _patrol(check: Checker, row: Row) -> dict:
    return {
        DAY: check.day(row, DAY),
        "检查项": check.text(row, "检查项", needed=True),
        "扣分": check.amount(row, "扣分", 10),
        **{column: check.text(row, column) for column in ("情况", "检查人", "整改期限", "整改情况")},
    }


def _deeds(check: Checker, row: Row) -> dict:
    return {
        DAY: check.day(row, DAY),
        "事由": check.text(row, "事由", needed=True, longest=400),
        **{column: check.text(row, column) for column in ("核实人", "备注")},
    }


def _veto(check: Checker, row: Row) -> dict:
    return {
        DAY: check.day(row, DAY),
        "红线": check.one_of(row, "红线", layouts.RED_LINES),
        **{column: check.text(row, column, needed=True) for column in ("事实", "依据")},
    }


ROW_READERS: dict[str, Callable[[Checker, Row], dict]] = {
    "attendance": _attendance, "volume": _volume, "rating": _rating, "patrol": _patrol, "deeds": _deeds,
    "veto": _veto,
}  # fmt: skip
# What makes two rows the same row twice; ratings may repeat, their sheet has no case number.
SAME = {
    "attendance": (DAY, "类型"), "volume": (ITEM,), "patrol": (DAY, "检查项", "情况"), "deeds": (DAY, "事由"),
    "veto": (DAY, "红线"),
}  # fmt: skip


def check_rows(layout: Layout, rows: list[Row], period: AppraisalPeriod) -> tuple[list[Checked], list[RowError]]:
    """The rows that may be stored, and every fault; three queries, however many rows."""
    check = Checker(layout, period)
    found: list[Checked] = []
    seen: dict[tuple, int] = {}
    for row in rows:
        person, window = check.person(row), check.window(row)
        data = ROW_READERS[layout.kind](check, row)
        if layout.kind in SAME:
            same = (row[PERSON], row[WINDOW], *(data[column] for column in SAME[layout.kind]))
            if same in seen:
                check.fault(row, "", "twice", _("和第 %(row)s 行重复。") % {"row": seen[same]})
            seen.setdefault(same, row.number)
        found.append(Checked(row.number, person, window, data))
    return found, check.errors
