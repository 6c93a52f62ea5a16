"""窗口工作情况通报: what the month's figures say, in the order of the real bulletins of county halls.

一、运行情况 (窗口工作、窗口人员、投诉留言) 二、量化评比 三、存在问题 四、下步工作打算. The words are the document's own and are
Chinese whatever the reader's language.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from appraisal.evidence import month_bounds
from appraisal.models import AppraisalPeriod, AwardKind, BulletinText, ImportedFigure, SheetKind
from appraisal.rules.layouts import BAD_LEVELS, UPHELD
from appraisal.rules.shares import LEAVE
from appraisal.selectors import people_of
from drills.models import Run
from drills.selectors import finished_runs
from exams.selectors import released_results
from organisation.models import Posting, Window

TOP = 5
NO_COMPLAINTS = "本月未收到投诉及留言。"


@dataclass
class Section:
    """A heading of the first or second level, its paragraphs, and what stands below it."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    parts: list["Section"] = field(default_factory=list)


@dataclass(frozen=True)
class Bulletin:
    """The whole document."""

    title: str
    opening: str
    sections: list[Section]
    signed: str


def bulletin_of(period: AppraisalPeriod) -> Bulletin:
    """The month's bulletin as its figures, lists and texts stand now; a constant number of queries."""
    month = f"{period.month.month}月份"
    text = BulletinText.objects.filter(period=period).first() or BulletinText()
    return Bulletin(
        title=f"{period.node.name}{month}窗口工作情况通报",
        opening=f"现将{period.month.year}年{month}{period.node.name}政务服务窗口工作情况通报如下：",
        sections=[
            Section("一、运行情况", parts=_running(period, text, month)),
            Section("二、量化评比", _awards(period, month)),
            Section("三、存在问题", _numbered(text.problems) or ["本月没有需要通报的问题。"]),
            Section("四、下步工作打算及要求", _numbered(text.next_steps) or ["按年度计划推进各项工作。"]),
        ],
        signed=period.node.name,
    )


def _running(period: AppraisalPeriod, text: BulletinText, month: str) -> list[Section]:
    figures = _figures(period)
    work = [_volume(period, figures[SheetKind.VOLUME], month), _training(period, month)]
    work += [line for line in text.remarks.splitlines() if line.strip()]
    people = [_attendance(figures[SheetKind.ATTENDANCE], month), _deeds(period)]
    complaints = [_ratings(figures[SheetKind.RATING]), text.complaints.strip() or NO_COMPLAINTS]
    return [
        Section("（一）窗口工作", _numbered_lines(work)),
        Section("（二）窗口人员", _numbered_lines(people)),
        Section("（三）投诉、留言情况", [line for line in complaints if line]),
    ]


def _figures(period: AppraisalPeriod) -> dict[str, list[ImportedFigure]]:
    rows = ImportedFigure.objects.filter(sheet__period=period, sheet__replaced_at=None)
    found: dict[str, list[ImportedFigure]] = defaultdict(list)
    for row in rows.select_related("sheet", "window__hall", "window__stationed_unit"):
        found[row.sheet.kind].append(row)
    return found


def _volume(period: AppraisalPeriod, rows: list[ImportedFigure], month: str) -> str:
    if not rows:
        return "业务受理。办件量表还没有导入。"
    total = Counter()
    for row in rows:
        total.update({name: value for name, value in row.data.items() if isinstance(value, int)})
    said = (
        f"业务受理。{month}，各窗口单位共受理业务办件{total['受理']}件，办结{total['办结']}件，其中，即办件{total['即办']}件，"
        f"承诺件{total['承诺']}件（提前办结{total['提前办结']}件，超期{total['超期']}件），接受咨询{total['咨询']}人次。"
    )
    by_unit, advice = _by_unit(period, rows)
    named = "、".join(f"{unit}（{count}件）" for unit, count in by_unit.most_common(TOP) if count)
    said += f"受理业务前{'五' if len(by_unit) >= TOP else '列'}的窗口单位为：{named}。"
    if (most := advice.most_common(1)) and most[0][1]:
        said += f"咨询较多的窗口单位为{most[0][0]}（{most[0][1]}人次）。"
    idle = [unit for unit in _units(period) if not by_unit[unit]]
    return said + (f"未发生业务受理的窗口单位为{'、'.join(idle)}。" if idle else "各窗口单位都有业务受理。")


def _by_unit(period: AppraisalPeriod, rows: Iterable[ImportedFigure]) -> tuple[Counter, Counter]:
    """Cases and enquiries by unit: the window's, or for a row without window that of the person's posting."""
    postings = Posting.objects.filter(person__in=people_of(period)).select_related("node").order_by("start_on", "pk")
    home = {posting.person_id: posting.node.name for posting in postings}
    accepted, advice = Counter(), Counter()
    for row in rows:
        unit = unit_of(row.window) if row.window else home.get(row.person_id, "")
        accepted[unit] += row.data["受理"]
        advice[unit] += row.data["咨询"]
    return accepted, advice


def _units(period: AppraisalPeriod) -> list[str]:
    windows = Window.objects.filter(hall__path__startswith=period.node.path).select_related("hall", "stationed_unit")
    return list(dict.fromkeys(unit_of(window) for window in windows.order_by("hall__path", "code")))


def unit_of(window: Window) -> str:
    """The unit that a window belongs to: the one stationed there, else its hall."""
    return (window.stationed_unit or window.hall).name


def _training(period: AppraisalPeriod, month: str) -> str:
    start, end = month_bounds(period)
    people = people_of(period)
    results = released_results(people).filter(released_at__gte=start, released_at__lt=end, current=True)
    sat = len({row.person_id for row in results})
    passed = len({row.person_id for row in results if row.passed})
    runs = finished_runs(people).filter(mode=Run.Mode.ASSESSED, finished_at__gte=start, finished_at__lt=end).count()
    said = f"发布成绩的考试有{sat}人参加，{passed}人合格" if sat else "没有发布考试成绩"
    return f"业务培训。{month}{said}" + (f"；完成模拟训练考核{runs}人次。" if runs else "。")


def _attendance(rows: list[ImportedFigure], month: str) -> str:
    if not rows:
        return "考勤记录。考勤表还没有导入。"
    kinds = Counter(row.data["类型"] for row in rows)
    days = sum((Decimal(row.data["时长"]) for row in rows if row.data["类型"] in LEAVE), Decimal(0))
    leave = sum(kinds[kind] for kind in LEAVE)
    late = kinds["迟到"] + kinds["早退"]
    said = f"考勤记录。{month}，窗口工作人员请事假、病假、公休{leave}人次，合计{days.normalize():f}天；外出办事登记{kinds['外出登记']}次；"
    return said + (f"迟到、早退{late}人次；其余人员按时到岗。" if late else "其余人员全勤到岗、按时上下班。")


def _deeds(period: AppraisalPeriod) -> str:
    deeds = list(period.good_deeds.select_related("person"))
    if not deeds:
        return "好人好事。本月没有登记。"
    told = "；".join(f"{deed.person.name}，{deed.text.rstrip('。；')}" for deed in deeds)
    return f"好人好事。{told}。"


def _ratings(rows: list[ImportedFigure]) -> str:
    if not rows:
        return ""
    bad = [row for row in rows if row.data["评价等级"] in BAD_LEVELS]
    upheld = [row for row in bad if row.data["核实结果"] == UPHELD]
    percent = Decimal(100 * (len(rows) - len(bad))) / len(rows)
    return f"本月收到“好差评”{len(rows)}条，满意率{percent:.1f}%；差评{len(bad)}条，核实属实{len(upheld)}条。" if bad else (
        f"本月收到“好差评”{len(rows)}条，没有差评。"
    )  # fmt: skip


def _awards(period: AppraisalPeriod, month: str) -> list[str]:
    given = list(period.awards.select_related("window__hall", "window__stationed_unit", "person"))
    words = (
        (AwardKind.RED_FLAG_WINDOW, "红旗窗口", "窗口"),
        (AwardKind.STAR_CHIEF, "星级首席", "窗口首席代表"),
        (AwardKind.MODEL, "服务标兵", "窗口工作人员"),
    )
    lines = []
    for number, (kind, name, whose) in zip("一二三", words, strict=True):
        to = "、".join(_named(row) for row in given if row.kind == kind)
        lines.append(f"（{number}）评为{month}“{name}”的{whose}：{to or '暂缺'}。")
    return lines


def _named(award) -> str:
    return f"{unit_of(award.window)}{award.window.name}" if award.window else award.person.name


def _numbered(text: str) -> list[str]:
    return _numbered_lines([line.strip() for line in text.splitlines() if line.strip()])


def _numbered_lines(lines: list[str]) -> list[str]:
    return [f"{number}.{line}" for number, line in enumerate(lines, start=1)]
