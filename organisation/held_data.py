"""What the organisation holds about a person, for 我的数据."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.models import AuditEntry, User
from foundation.registries.my_data import DataSection


def held_about(person: User) -> Iterator[DataSection]:
    """Postings and roles of the person, and when wrong passwords locked the account."""
    yield DataSection(
        _("任岗"),
        (_("单位"), _("窗口"), _("岗位"), _("编制类型"), _("在岗状态"), _("起"), _("止")),
        [
            (
                posting.node.name, str(posting.window or ""), str(posting.post or ""), posting.employment,
                posting.get_presence_display(), str(posting.start_on or ""), str(posting.end_on or ""),
            )
            for posting in person.postings.select_related("node", "window", "post").order_by("start_on", "pk")
        ],
        _("安排岗位，算得出哪件事有谁能办。"),
    )  # fmt: skip
    yield DataSection(
        _("角色"),
        (_("角色"), _("范围"), _("授予时间"), _("收回时间")),
        [
            (str(grant.get_role_display()), grant.node.name, _minute(grant.granted_at), _minute(grant.revoked_at))
            for grant in person.role_grants.select_related("node").order_by("granted_at")
        ],
        _("决定您能看什么、能做什么。"),
    )
    locks = AuditEntry.objects.filter(kind="foundation.user", object_id=str(person.pk), verb="sign_in.locked")
    yield DataSection(
        _("账号被锁定"),
        (_("时间"),),
        [(_minute(entry.at),) for entry in locks.order_by("-sequence")],
        _("让您知道有没有人在试您的密码。"),
    )


def _minute(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
