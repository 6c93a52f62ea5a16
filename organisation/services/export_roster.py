"""The roster as a sheet that can be changed and imported again, and the template to begin with."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from foundation.clock import local_date
from foundation.models import User
from foundation.spreadsheets import Column, csv_bytes, write_workbook
from organisation.models import Node, Post, Posting, Role, RoleGrant, Window
from organisation.permissions import nodes_in_scope
from organisation.rules import roster_words as words

EXAMPLES = (
    ("LJ1001", "张三（示例）", "云水街道政务服务中心", "YS-01", "综合", "事业编", "2024-03-01", "在岗", "窗口人员", ""),
    ("LJ1002", "李四（示例）", "云水街道政务服务中心", "", "培训员", "合同制", "2023-07-15", "休假", "窗口人员、培训员", ""),
    ("LJ1003", "王五（示例）", "云水街道政务服务中心", "", "", "", "2020-01-06", "离岗", "", "2026-10-31"),
)  # fmt: skip


def roster_columns(by: User) -> list[Column]:
    """The columns with what may be chosen and how each is filled in."""
    nodes = nodes_in_scope(by, Role.ADMINISTRATOR)
    windows = Window.objects.filter(hall__in=nodes).values_list("code", flat=True)
    return [
        Column("工号", required=True, note=_("字母和数字，2 到 40 位。同一工号再导入，就是更新。")),
        Column("姓名", required=True, note=_("不超过 80 个字，生僻字照填。")),
        Column("单位", required=True, choices=list(_shown(nodes).values()), width=28,
               note=_("单位的名称或编码，要在您管理的范围里。")),
        Column("窗口", choices=list(windows), note=_("窗口的编码或名称，没有窗口就留空。")),
        Column("岗位", choices=[*words.POSTS, *Post.objects.values_list("name", flat=True)],
               note=_("首席、A、B、综合或别的岗位名；新的岗位名会自动添加。")),
        Column("编制类型", choices=("公务员", "事业编", "合同制", "劳务派遣", "社工"), note=_("可留空。")),
        Column("入岗日期", required=True, note=_("如 2024-03-01。换单位时填新的入岗日期。")),
        Column("在岗状态", choices=("在岗", "休假", "借调", "离岗"), note=_("留空就是在岗。离岗的人停用账号，记录保留。")),
        Column("角色", choices=list(words.ROLES), width=20,
               note=_("本单位的角色，几个之间用顿号隔开。留空不改动，填“无”就是收回；新人留空就是窗口人员。")),
        Column("离岗日期", note=_("只在离岗时填，不填就是导入当天。")),
    ]  # fmt: skip


def _shown(nodes: Iterable[Node]) -> dict[int, str]:
    """How the sheet names each place: by its name, or by its code where the name would not be understood."""
    places = list(nodes)
    said = Counter(word for node in places for word in {node.name, node.code})
    return {node.pk: node.name if said[node.name] == 1 else node.code for node in places}


def roster_rows(by: User, today: date | None = None) -> list[tuple]:
    """One row per posting in force at the administrator's places, by staff number."""
    shown = _shown(nodes_in_scope(by, Role.ADMINISTRATOR))
    postings = (
        Posting.objects.on(today or local_date())
        .filter(node__in=list(shown))
        .select_related("person", "node", "window", "post")
        .order_by("person__username", "pk")
    )
    roles: dict[tuple[int, int], list[str]] = {}
    for person, node, role in RoleGrant.objects.filter(revoked_at=None).values_list("person", "node", "role"):
        roles.setdefault((person, node), []).append(words.ROLES_SHOWN[role])
    return [
        (
            posting.person.username,
            posting.person.name,
            shown[posting.node_id],
            posting.window.code if posting.window else "",
            posting.post.name if posting.post else "",
            posting.employment,
            posting.start_on.isoformat() if posting.start_on else "",
            words.PRESENCE_SHOWN[posting.presence],
            "、".join(sorted(roles.get((posting.person_id, posting.node_id), []))),
            "",
        )
        for posting in postings
    ]


def roster_workbook(by: User) -> bytes:
    """The roster as xlsx, with the same drop-downs as the template."""
    return write_workbook(sheet=words.SHEET, columns=roster_columns(by), rows=roster_rows(by))


def roster_csv(by: User) -> bytes:
    """The roster as csv."""
    return csv_bytes(words.COLUMNS, roster_rows(by))


def roster_template(by: User) -> bytes:
    """An empty roster with drop-downs and, on a sheet of their own, examples."""
    return write_workbook(sheet=words.SHEET, columns=roster_columns(by), rows=(), examples=EXAMPLES)
