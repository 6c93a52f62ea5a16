"""Small tags of the shell; loaded for every template."""

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def icon(name: str) -> str:
    """One icon of the sprite; purely decorative, the words stand beside it."""
    return format_html(
        '<svg class="ico" viewBox="0 0 20 20" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.filter
def local_day(at) -> str:
    """An instant or a date as a day in the hall: 2026-11-21."""
    return timezone.localtime(at).strftime("%Y-%m-%d") if hasattr(at, "tzinfo") else at.isoformat() if at else ""


@register.filter
def local_time(at) -> str:
    """An instant as day and minute in the hall: 2026-11-21 09:30."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


@register.filter
def days_left(at) -> str:
    """How many days until `at`, in words, when fewer than 15; otherwise nothing."""
    if not at:
        return ""
    days = (timezone.localtime(at).date() - timezone.localdate()).days
    if days < 0:
        return _("已过期")
    if days == 0:
        return _("今天")
    if days == 1:
        return _("明天")
    return _("还有 %(days)s 天") % {"days": days} if days < 15 else ""
