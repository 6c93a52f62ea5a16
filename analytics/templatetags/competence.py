"""How a cell of the matrix looks and reads."""

from django import template

from analytics.words import STATE_CLASSES, STATE_WORDS

register = template.Library()


@register.filter
def state_word(state: str) -> str:
    return STATE_WORDS.get(state, "")


@register.filter
def state_class(state: str) -> str:
    return STATE_CLASSES.get(state, "cell--none")


@register.filter
def gap_of(gaps: dict, item) -> str:
    """The coverage row of an item."""
    return gaps[item.code]
