"""Words and figures of the drill pages."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from drills.rules.state import routes_of
from drills.workshop.forms import ENDING_LABELS, VERDICT_LABELS

register = template.Library()


@register.filter
def case_minutes(value: float | Decimal | None) -> str:
    """Minutes of a case in words: 3.5 → 3 分 30 秒, 7 → 7 分钟 (分 alone would read as points)."""
    whole, half = divmod(Decimal(str(value or 0)), 1)
    if half:
        return _("%(minutes)s 分 %(seconds)s 秒") % {"minutes": int(whole), "seconds": int(half * 60)}
    return _("%(minutes)s 分钟") % {"minutes": int(whole)}


@register.filter
def pips(patience: int) -> list[bool]:
    """Five lamps, `patience` of them lit."""
    return [place < patience for place in range(5)]


@register.filter
def initial(name: str) -> str:
    """The first character, for a portrait."""
    return name[:1]


@register.filter
def lookup(mapping: dict | None, key: str):
    """`mapping[key]`, nothing if there is none."""
    return (mapping or {}).get(key, "")


@register.filter
def is_low(earned: int, full: int) -> bool:
    """Whether less than 70 % was earned."""
    return earned * 10 < full * 7


@register.filter
def share_words(points: int, full: int) -> str:
    """How much of a stop's points was earned, in words."""
    if not full:
        return ""
    if points >= full:
        return _("全得")
    if points == 0:
        return _("未得分")
    return _("得 %(points)s / %(full)s") % {"points": points, "full": full}


@register.filter
def missing_to_pass(score: int) -> int:
    """How many points are missing to 80."""
    return max(0, 80 - score)


@register.filter
def routes(following: str | list[dict]) -> list[dict]:
    """The ways on of a choice or scene."""
    return routes_of(following)


@register.filter
def verdict_label(verdict: str) -> str:
    """A choice's or ending's verdict in words."""
    return {**dict(ENDING_LABELS), **dict(VERDICT_LABELS)}.get(verdict, verdict)
