"""Tags of the exam pages."""

from datetime import datetime, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from exams import lint_words
from exams.models import Accommodation, BlueprintCell, Result
from exams.services.grant_accommodation import in_words
from question_bank.models.facets import Difficulty

register = template.Library()
WIDTH = 600


@register.filter
def granted_words(given: Accommodation) -> str:
    """What an accommodation grants."""
    return in_words(given)


@register.filter
def difficulty_label(level: int) -> str:
    """1 → 易"""
    return str(Difficulty(level).label)


@register.filter
def last_day(given: Accommodation) -> datetime:
    """An instant on the last day on which it holds."""
    return given.ends_at - timedelta(seconds=1)


@register.filter
def local_second(at) -> str:
    """An instant with its second in the hall: 2026-11-21 09:30:05."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


@register.filter
def clock_second(at) -> str:
    """The time of an instant in the hall with its second: 09:30:05."""
    return timezone.localtime(at).strftime("%H:%M:%S") if at else ""


@register.filter
def cell_words(cell: BlueprintCell) -> str:
    """What a blueprint's cell asks for."""
    return lint_words.cell_words(cell)


@register.filter
def share(area: dict) -> int:
    """The gained share of an area, in whole percent."""
    return round(area["score"] * 100 / area["full_marks"]) if area["full_marks"] else 0


@register.simple_tag
def points_short(result: Result, pass_percent: Decimal) -> Decimal:
    """How many points are missing to the pass line."""
    return max(result.full_marks * pass_percent / 100 - result.score, Decimal(0))


@register.simple_tag
def score_bar(result: Result, pass_percent: Decimal) -> str:
    """The score on a line with the pass mark, as SVG; said in words for screen readers."""
    gained = round(float(result.percent) / 100 * WIDTH)
    line = round(float(pass_percent) / 100 * WIDTH)
    said = _("%(score)s 分，合格线 %(line)s%%") % {"score": f"{result.score:g}", "line": f"{pass_percent:g}"}
    return format_html(
        '<svg viewBox="-10 0 620 46" role="img" aria-label="{}"><rect x="0" y="20" width="600" height="10" rx="5" '
        'fill="var(--surface-3)"/><rect x="0" y="20" width="{}" height="10" rx="5" fill="var(--c-1)"/>'
        '<path d="M{} 13v24" stroke="var(--ink)" stroke-width="1.5"/><circle cx="{}" cy="25" r="8" '
        'fill="var(--surface)" stroke="var(--c-1)" stroke-width="3"/></svg>',
        said, gained, line, gained,
    )  # fmt: skip
