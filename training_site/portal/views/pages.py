"""Pages that say something about the site itself."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.registries.tasks import Task
from organisation.permissions import role_required
from training_site.navigation import ABOVE_STAFF
from training_site.portal.forms import SuggestionForm


@login_not_required
def limits(request):
    """本系统不做什么: also for those who have not signed in, and for the filing material."""
    return render(request, "portal/limits.html")


@role_required(*ABOVE_STAFF)
def styleguide(request):
    """Every component in every state."""
    now = timezone.now()
    due = [(_("今天到期"), 0), (_("快到期"), 2), (_("不急"), 9), (_("已过期限"), -1)]
    tasks = [
        Task(
            _("政策签收"),
            title,
            "#main",
            _("看改动"),
            _("看清一处改动，答对 2 题即签收。"),
            due=now + timedelta(days=days),
        )
        for title, days in due
    ]
    context = {
        "tasks": [*tasks, Task(_("课程"), _("不限时的事"), "#main", _("先测一测"))],
        "states": ("valid", "expiring", "stale", "suspended", "expired", "revoked", "info"),
        "empty_form": SuggestionForm(prefix="empty"),
        "wrong_form": SuggestionForm({"wrong-text": ""}, prefix="wrong"),
        "page_obj": Paginator(range(200), 10).page(7),
        "tabs": [
            {"title": _("全部"), "url": "#main", "current": True, "count": 12},
            {"title": _("要处理"), "url": "#main", "count": 3},
            {"title": _("没有数目"), "url": "#main"},
        ],
        "steps": [{"title": _("草稿"), "state": "done"}, {"title": _("同行审"), "state": "now"}, {"title": _("发布")}],
        "events": [
            {"at": now - timedelta(days=2), "text": _("颁发")},
            {"at": now, "text": _("政策改动，待更新"), "now": True},
        ],
        "columns": (_("事项"), _("状态"), _("到期")),
        "rows": [("I04 高龄津贴", _("有效"), "2027-12-01"), ("I09 房屋租赁登记备案", _("待更新"), "2027-03-15")],
        "sample_messages": [
            Message(messages.SUCCESS, _("已发布，今天起执行。")),
            Message(messages.INFO, _("先勾上缺的材料，再出告知单。")),
            Message(messages.WARNING, _("这一条已经有人答复过了。")),
            Message(messages.ERROR, _("请写下答复再送出。")),
        ],
        "pairs": [(_("大厅"), "云水街道政务服务大厅"), (_("窗口"), "综合窗口 3 号")],
    }
    return render(request, "portal/styleguide.html", context)
