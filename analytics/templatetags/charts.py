"""Bars of shares, laid out in plain numbers for an SVG."""

from django import template

from analytics.completion import Group, Share

register = template.Library()

WIDTH, LEFT, THICK, PITCH, FOOT = 480, 110, 8, 40, 20
LONGEST_LABEL = 8  # full-width characters that fit at the left


def _said(share: Share) -> str:
    return "—" if share.percent is None else f"{share.percent}%"


@register.filter
def bars(groups: list[Group]) -> dict:
    """Three bars for each group, from 0 to 100 %; an empty group has none."""
    scale = WIDTH - LEFT - 30
    rows = [
        {
            "title": group.title if len(group.title) <= LONGEST_LABEL else group.title[: LONGEST_LABEL - 1] + "…",
            "label_y": number * PITCH + 20,
            "rects": [
                {"y": number * PITCH + 3 + place * (THICK + 2), "width": scale * (share.percent or 0) // 100}
                for place, share in enumerate((group.complete, group.took_part, group.above_mark))
            ],
        }
        for number, group in enumerate(groups)
    ]
    foot = len(rows) * PITCH
    return {
        "bars": rows,
        "width": WIDTH,
        "height": foot + FOOT,
        "foot": foot,
        "left": LEFT,
        "thick": THICK,
        "ticks": [{"percent": percent, "x": LEFT + scale * percent // 100} for percent in (0, 50, 100)],
        "words": "；".join(
            " ".join([group.title, *map(_said, (group.complete, group.took_part, group.above_mark))])
            for group in groups
        ),
    }
