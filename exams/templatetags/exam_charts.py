"""Charts of item analysis as SVG. Each says in words what it shows; the tables beside them have the figures."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from exams.rules.verdicts import AMBER, GREEN, RED, WITHHELD
from exams.statistics.reports import OccasionReport, QuestionReport
from exams.statistics.words import LIGHTS

register = template.Library()
LEFT, WIDTH, TOP, HEIGHT = 34, 436, 14, 130  # of the plot inside a chart of 480 × 176
MARKS = {RED: "■", AMBER: "▲", GREEN: "●", WITHHELD: "○"}
COLOURS = {RED: "var(--revoked)", AMBER: "var(--c-2)", GREEN: "var(--c-3)", WITHHELD: "var(--ink-3)"}
PILLS = {RED: "is-revoked", AMBER: "is-expiring", GREEN: "is-valid", WITHHELD: ""}


@register.filter
def light_word(light: str) -> str:
    return LIGHTS[light]


@register.filter
def light_mark(light: str) -> str:
    """A shape, so that the light is not told by colour alone."""
    return MARKS[light]


@register.filter
def light_pill(light: str) -> str:
    return PILLS[light]


def _frame(said: str, *parts: SafeString) -> SafeString:
    inner = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<svg class="chart" viewBox="0 0 480 176" role="img" aria-label="{}"><g font-size="11" fill="var(--ink-2)">{}</g></svg>',
        said, inner,
    )  # fmt: skip


def _across(percent: float) -> float:
    return round(LEFT + WIDTH * percent / 100, 1)


def _axis(ticks: Iterable[int]) -> SafeString:
    """The line below with its ticks in percent."""
    line = format_html('<path d="M{0} {1}H{2}" stroke="var(--line-2)"/>', LEFT, TOP + HEIGHT, LEFT + WIDTH)
    rows = ((_across(tick), TOP + HEIGHT + 15, tick) for tick in ticks)
    return line + format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', rows)


@register.simple_tag
def score_histogram(bands: Sequence[int], pass_percent: Decimal | str | None = None) -> SafeString:
    """How many candidates reach each tenth of the full marks, with the pass mark."""
    most, step = max([*bands, 1]), 100 / len(bands)
    bars = format_html_join(
        "", '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="var(--c-1)"/>',
        (
            (_across(place * step) + 2, TOP + HEIGHT - (tall := round(count * (HEIGHT - 14) / most, 1)),
             round(WIDTH * step / 100 - 4, 1), tall)
            for place, count in enumerate(bands) if count
        ),
    )  # fmt: skip
    counts = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((_across((place + 0.5) * step), round(TOP + HEIGHT - count * (HEIGHT - 14) / most - 4, 1), count)
         for place, count in enumerate(bands) if count),
    )  # fmt: skip
    line = ""
    if pass_percent not in (None, ""):  # a paper has none, its sittings have
        line = format_html(
            '<path d="M{0} {1}V{2}" stroke="var(--ink)" stroke-dasharray="4 3"/><text x="{0}" y="10" text-anchor="middle">{3}</text>',
            _across(float(pass_percent)), TOP, TOP + HEIGHT, _("合格线"),
        )  # fmt: skip
    parts = (_("%(from)s%% 起 %(count)s 人") % {"from": round(place * step), "count": count}
             for place, count in enumerate(bands) if count)  # fmt: skip
    said = _("得分分布：%(parts)s") % {"parts": "，".join(parts)}
    return _frame(said, _axis(range(0, 101, 10)), bars, counts, SafeString(line))


@register.simple_tag
def question_map(rows: Sequence[QuestionReport]) -> SafeString:
    """Each question by facility (across) and discrimination (up), its mark by its light."""
    drawn = [row for row in rows if row.item.discrimination_index is not None]
    low = min([0.0, *(row.item.discrimination_index for row in drawn)])
    low = -100 if low < -50 else -50 if low < 0 else 0

    def up(index: float) -> float:
        return round(TOP + HEIGHT * (100 - index) / (100 - low), 1)

    grid = format_html_join(
        "", '<path d="M{0} {1}H{2}" stroke="var(--line)"/><text x="{3}" y="{4}" text-anchor="end">{5}</text>',
        ((LEFT, up(tick), LEFT + WIDTH, LEFT - 5, up(tick) + 4, tick) for tick in (low, 0, 20, 50, 100) if tick >= low),
    )  # fmt: skip
    dots = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="middle" fill="{}"><title>{}</title>{}</text>',
        (
            (_across(row.item.facility), up(row.item.discrimination_index) + 4, COLOURS[row.verdict.light],
             row.version.question.code, MARKS[row.verdict.light])
            for row in drawn
        ),
    )  # fmt: skip
    said = _("%(count)s 道题按通过率（横）和区分度（竖）排开") % {"count": len(drawn)}
    return _frame(said, grid, _axis(range(0, 101, 20)), dots)


@register.simple_tag
def facility_over_sittings(occasions: Sequence[OccasionReport]) -> SafeString:
    """The facility of each sitting with its interval, the oldest on the left."""
    step = 100 / len(occasions)

    def up(share: float) -> float:
        return round(TOP + HEIGHT * (100 - share) / 100, 1)

    grid = format_html_join(
        "", '<path d="M{0} {1}H{2}" stroke="var(--line)"/><text x="{3}" y="{4}" text-anchor="end">{5}</text>',
        ((LEFT, up(tick), LEFT + WIDTH, LEFT - 5, up(tick) + 4, tick) for tick in (0, 50, 100)),
    )  # fmt: skip
    rows = [(_across((place + 0.5) * step), each) for place, each in enumerate(occasions)]
    whiskers = format_html_join(
        "", '<path d="M{0} {1}V{2}" stroke="var(--c-1)"/>',
        ((x, up(each.item.facility_interval[1]), up(each.item.facility_interval[0]))
         for x, each in rows if each.item.facility_interval),
    )  # fmt: skip
    dots = format_html_join(
        "", '<circle cx="{0}" cy="{1}" r="4" fill="var(--c-1)"/><text x="{0}" y="{2}" text-anchor="middle">{3}</text>',
        ((x, up(each.item.facility), TOP + HEIGHT + 15, timezone.localtime(each.sitting.opens_at).strftime("%m-%d")) for x, each in rows),
    )  # fmt: skip
    said = _("历场通过率：%(parts)s") % {"parts": "，".join(f"{each.item.facility:.0f}%" for each in occasions)}
    return _frame(said, grid, whiskers, dots)
