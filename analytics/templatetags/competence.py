"""How a cell of the matrix looks and reads."""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analytics.competence import Cell
from analytics.words import STATE_CLASSES, STATE_WORDS

register = template.Library()


SIGNS = {"valid": "✓", "due": "◔", "stale": "↻", "suspended": "‖", "": ""}


@register.simple_tag
def matrix_cell(cell: Cell) -> SafeString:
    """A cell by its duty and state; a table has thousands of them and only a few kinds."""
    return _drawn(cell.part, cell.state, get_language())


@cache
def _drawn(part: str, state: str, language: str) -> SafeString:
    sign = SIGNS.get(state, "×") or ("" if part else "·")
    words = (_("角") + "，" if part else "") + str(STATE_WORDS.get(state) or _("无"))
    return format_html(
        '<span class="cell {}">{}<span aria-hidden="true">{}</span><span class="sr">{}</span></span>',
        STATE_CLASSES.get(state, "cell--none"), part, sign, words,
    )  # fmt: skip


@register.filter
def gap_of(gaps: dict, item) -> str:
    """The coverage row of an item."""
    return gaps[item.code]
