"""What the foundation and the portal hold about a person, for 我的数据."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.models import AuditEntry, Notice, User
from foundation.registries.my_data import DataSection
from organisation.audit_words import verb_label
from training_site.portal.models import Suggestion


def held_about(user: User) -> Iterable[DataSection]:
    """The account, where it is signed in, what it was told, what it said and the deeds recorded under its name."""
    yield _account(user)
    yield DataSection(
        title=_("登录的设备"),
        columns=(_("登录时间"), _("地址"), _("浏览器")),
        rows=[
            (_minute(row.created_at), str(row.ip), row.user_agent)
            for row in UserSession.objects.filter(user=user).order_by("-created_at")
        ],
        purpose=_("让您看到并退出不认识的设备。"),
    )
    yield DataSection(
        title=_("通知"),
        columns=(_("时间"), _("标题"), _("内容"), _("已读时间")),
        rows=[
            (_minute(row.created_at), row.title, row.body, _minute(row.read_at))
            for row in Notice.objects.filter(person=user)
        ],
        purpose=_("告诉您要办的事和结果。"),
    )
    yield DataSection(
        title=_("意见建议"),
        columns=(_("时间"), _("页面"), _("内容"), _("答复")),
        rows=[
            (_minute(row.created_at), row.page, row.text, row.answer) for row in Suggestion.objects.filter(person=user)
        ],
        purpose=_("改进系统并答复您。"),
    )
    yield DataSection(
        title=_("您办过的事"),
        columns=(_("时间"), _("事情"), _("对象"), _("理由")),
        rows=[
            (_minute(row.at), verb_label(row.verb), row.object_label, row.reason)
            for row in AuditEntry.objects.filter(actor=user.username).order_by("-sequence")
        ],
        purpose=_("查得到谁在什么时候办了什么，不用于计算在线时长。"),
    )


def _account(user: User) -> DataSection:
    rows = [
        (_("工号"), user.username),
        (_("姓名"), user.name),
        (_("邮箱"), user.email),
        (_("账户状态"), _("在用") if user.is_active else _("停用")),
        (_("字号"), str(user.get_text_size_display())),
        (_("外观"), str(user.get_theme_display())),
        (_("语言"), str(user.get_language_display())),
        (_("建立时间"), _minute(user.date_joined)),
        (_("最近一次登录"), _minute(user.last_login)),
    ]
    return DataSection(
        title=_("账户"), columns=(_("项目"), _("内容")), rows=rows, purpose=_("登录和辨认本人；管理者看不到登录时间。")
    )


def _minute(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
