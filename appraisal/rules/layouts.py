"""The monthly sheets that other systems export: which columns each has, and how to tell them apart.

Layouts: the domain report §4.3 and, for ratings, §3 (staff number, item, stage, level and time; a citizen's name, number
or telephone is no column of ours and is dropped where the file is read). Red lines: §2.2, proven in real work; those of
a drill never come here. The words are those of the files.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

PERSON, WINDOW, ITEM, DAY = "工号", "窗口", "事项编码", "日期"
ATTENDANCE_TYPES = ("迟到", "早退", "事假", "病假", "公休", "外出登记")
GOOD_LEVELS = ("非常满意", "满意", "基本满意")
BAD_LEVELS = ("不满意", "非常不满意")
STAGES = ("受理", "办结")
UPHELD, NOT_UPHELD = "属实", "不属实"
RED_LINES = (
    "索要清单以外的材料", "违规收费或收受财物", "泄露群众个人信息", "违规容缺受理", "不受理又不给理由和凭证", "诱导或暗示评价",
)  # fmt: skip
VOLUME_COUNTS = ("受理", "办结", "即办", "承诺", "提前办结", "超期", "咨询")


@dataclass(frozen=True)
class Layout:
    """One kind of sheet: its name in the workbook and its columns. `numbers` may not be kept as text."""

    kind: str
    sheet: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.required + self.optional


LAYOUTS = {
    layout.kind: layout
    for layout in (
        Layout("volume", "办件量", (ITEM, "受理", "办结", "即办", "承诺"),
               (PERSON, WINDOW, "提前办结", "超期", "咨询"), VOLUME_COUNTS),
        Layout("rating", "评价", (PERSON, ITEM, "环节", "评价等级", "评价时间"), ("核实结果",)),
        Layout("attendance", "考勤", (PERSON, DAY, "类型", "时长"), ("凭证",), ("时长",)),
        Layout("patrol", "巡查", (DAY, PERSON, "检查项", "扣分"),
               (WINDOW, "情况", "检查人", "整改期限", "整改情况"), ("扣分",)),
        Layout("deeds", "好人好事", (DAY, PERSON, "事由"), (WINDOW, "核实人", "备注")),
        Layout("veto", "一票否决", (DAY, PERSON, "红线", "事实", "依据")),
    )
}  # fmt: skip
# 成绩导出: what this product gives to the system that keeps the hall's appraisal. 得分 stands twice: exam, then drill.
RESULTS_SHEET = "成绩导出"
RESULT_COLUMNS = ("工号", "姓名", "月份", "考试", "得分", "是否合格", "演练", "得分", "红线", "有效授权事项数")
TOTALS_SHEETS = ("按事项汇总", "按窗口汇总")
TOTAL, NOTES_SHEET = "合计", "说明"


def guess_kind(sheet_names: Iterable[str], headers: Iterable[Collection[str]]) -> str:
    """Which kind a file is: by the columns of its first rows, else by the names of its sheets; "" if neither tells.

    >>> guess_kind(["Sheet1"], [["工号", "日期", "类型", "时长"]])
    'attendance'
    >>> guess_kind(["巡查"], [["巡查登记表"]])
    'patrol'
    >>> guess_kind(["Sheet1"], [["姓名", "电话"]])
    ''
    """
    for names in headers:
        fitting = [layout for layout in LAYOUTS.values() if set(layout.required) <= set(names)]
        if fitting:
            return max(fitting, key=lambda layout: len(set(layout.columns) & set(names))).kind
    named = {layout.sheet: layout.kind for layout in LAYOUTS.values()}
    return next((named[name] for name in sheet_names if name in named), "")
