"""Small tags of the shell; loaded for every template."""

from decimal import Decimal

from django import template
from django.core.cache import cache
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from service_items.models import ServiceRule

register = template.Library()

# A credential's state, computed where it is read → icon and word. Never by colour alone.
STATUSES = {
    "valid": ("check", gettext_lazy("有效")),
    "expiring": ("clock", gettext_lazy("即将到期")),
    "stale": ("stale", gettext_lazy("待更新")),
    "suspended": ("pause", gettext_lazy("已暂停")),
    "expired": ("void", gettext_lazy("已失效")),
    "due": ("clock", gettext_lazy("即将到期")),
    "lapsed": ("void", gettext_lazy("已失效")),
    "revoked": ("close", gettext_lazy("已撤销")),
    "info": ("info", gettext_lazy("说明")),
}
LOOKS_LIKE = {"due": "expiring", "lapsed": "expired"}  # as the credentials name them
WEEKDAYS = (
    gettext_lazy("周一"), gettext_lazy("周二"), gettext_lazy("周三"), gettext_lazy("周四"), gettext_lazy("周五"),
    gettext_lazy("周六"), gettext_lazy("周日"),
)  # fmt: skip
RULE_NAMES_SECONDS = 60


@register.simple_tag
def icon(name: str) -> str:
    """One icon of the sprite; purely decorative, the words stand beside it."""
    return format_html(
        '<svg class="ico" viewBox="0 0 20 20" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def status_pill(state, label: str = "") -> str:
    """A pill with icon and word for a state ("valid", "expiring", …) or for an object that has one as `state`."""
    state = str(getattr(state, "state", state))
    picture, word = STATUSES.get(state, STATUSES["info"])
    return render_to_string(
        "components/pill.html", {"look": LOOKS_LIKE.get(state, state), "icon_name": picture, "label": label or word}
    )


@register.simple_tag
def rule_tag(rule) -> str:
    """A rule of conduct as a tag, from its code ("R04") or from the rule itself."""
    code = getattr(rule, "code", rule)
    name, is_red_line = (rule.name, rule.is_red_line) if hasattr(rule, "name") else _rule(code)
    return render_to_string("components/rule_tag.html", {"code": code, "name": name, "red": is_red_line})


def _rule(code: str) -> tuple[str, bool]:
    rules = cache.get("shell.rules") or {}
    if code not in rules:
        rules = {row[0]: row[1:] for row in ServiceRule.objects.values_list("code", "name", "is_red_line")}
        cache.set("shell.rules", rules, RULE_NAMES_SECONDS)
    return rules.get(code, ("", False))


@register.simple_tag(takes_context=True)
def page_query(context, number: int, parameter: str = "page") -> str:
    """The present address's query with another page number, so that filters stay."""
    query = context["request"].GET.copy()
    query[parameter] = number
    return "?" + query.urlencode()


@register.filter
def page_numbers(page: Page) -> list:
    """The page numbers to offer, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.filter
def item(sequence, index: int):
    """The member of a list at `index`; nothing where it has none."""
    return sequence[index] if index < len(sequence) else ""


@register.filter
def points(value) -> str:
    """Points as one writes them, neither rounded nor padded: 60, 8.5, 59.95; nothing for none. A score that is short of
    the pass line by a twentieth is not to look as if it reached it."""
    return "" if value in (None, "") else f"{Decimal(str(value)).normalize():f}"


@register.filter
def local_day(at) -> str:
    """An instant or a date as a day in the hall: 2026-11-21."""
    return timezone.localtime(at).strftime("%Y-%m-%d") if hasattr(at, "tzinfo") else at.isoformat() if at else ""


@register.filter
def local_time(at) -> str:
    """An instant as day and minute in the hall: 2026-11-21 09:30."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


@register.filter
def month_day(at) -> str:
    """An instant or a date as a slip's stub shows it: 11/21."""
    day = timezone.localtime(at) if hasattr(at, "tzinfo") else at
    return day.strftime("%m/%d") if day else ""


@register.filter
def weekday(at) -> str:
    """The day of the week of an instant or a date: 周六."""
    day = timezone.localtime(at) if hasattr(at, "tzinfo") else at
    return str(WEEKDAYS[day.weekday()]) if day else ""


@register.filter
def other_year(at) -> str:
    """The year of an instant or a date where it is not the present one; otherwise nothing."""
    day = timezone.localtime(at) if hasattr(at, "tzinfo") else at
    return str(day.year) if day and day.year != timezone.localdate().year else ""


@register.filter
def days_left(at) -> str:
    """How many days until `at`, in words, when fewer than 15; otherwise nothing."""
    if not at:
        return ""
    days = _days_until(at)
    if days < 0:
        return _("已过期限")
    if days == 0:
        return _("今天")
    if days == 1:
        return _("明天")
    return _("还有 %(days)s 天") % {"days": days} if days < 15 else ""


@register.filter
def slip_urgency(at) -> str:
    """The class of a slip by its due instant: late, soon (two days or less), or nothing."""
    if not at:
        return ""
    days = _days_until(at)
    return "slip--late" if days < 0 else "slip--soon" if days <= 2 else ""


def _days_until(at) -> int:
    day = timezone.localtime(at).date() if hasattr(at, "tzinfo") else at
    return (day - timezone.localdate()).days
