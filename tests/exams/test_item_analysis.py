"""Item analysis: figures worked by hand, figures worked another way, and what must hold whatever the marks."""

import doctest
import math
import statistics
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams import rules
from exams.rules import distractors, drift
from exams.rules.distractors import option_statistics
from exams.rules.drift import Occasion
from exams.rules.item_analysis import ItemStatistics, analyse
from exams.rules.verdicts import verdict
from exams.statistics.guessing import random_guess

# The worked example of docs/algorithms/item-analysis.md.
WORKED = [[1, 1, 2], [1, 1, 1], [1, 0, 1], [0, 1, 0], [0, 0, 1]]
MAXIMA = [1, 1, 2]


def test_the_worked_example_of_the_documentation():
    found = analyse(WORKED, MAXIMA)
    first, second, third = found.questions
    assert (first.n, first.facility, third.facility) == (5, 60, 50)
    assert first.sd == pytest.approx(54.77, abs=0.005)
    assert first.item_rest == pytest.approx(0.3 / math.sqrt(0.3 * 0.8))
    assert [round(item.discrimination_index, 2) for item in found.questions] == [61.24, 8.01, 42.26]
    assert first.discriminative_efficiency == pytest.approx(100)
    assert second.discriminative_efficiency == pytest.approx(100 * 0.05 / 0.55)
    assert third.discriminative_efficiency == pytest.approx(50)
    roots = [math.sqrt(each) for each in (0.6, 0.35, 0.75)]
    assert [item.effective_weight for item in found.questions] == pytest.approx(
        [100 * root / sum(roots) for root in roots]
    )
    assert [item.intended_weight for item in found.questions] == [25, 25, 50]
    paper = found.paper
    assert (paper.n, paper.questions) == (5, 3)
    assert (paper.mean, paper.median) == pytest.approx((55, 50))
    assert paper.sd == pytest.approx(100 * math.sqrt(1.7) / 4)
    assert paper.alpha == pytest.approx(100 * 1.5 * (1 - 1.1 / 1.7))
    assert paper.error_ratio == pytest.approx(100 * math.sqrt(1 - paper.alpha / 100))
    assert paper.standard_error == pytest.approx(paper.error_ratio * paper.sd / 100)
    assert paper.skewness == pytest.approx(0.5413, abs=0.0005)
    assert paper.kurtosis == pytest.approx(-1.4879, abs=0.0005)


def test_nothing_that_cannot_be_computed_is_a_number():
    alone = analyse([[1, 0]], [1, 1])
    assert (alone.paper.n, alone.paper.mean, alone.paper.sd, alone.paper.alpha) == (1, 50, None, None)
    assert alone.questions[0].facility == 100 and alone.questions[0].sd is None
    same = analyse([[0.1, 0.2, 1]] * 3, [1, 1, 1])
    assert [item.discrimination_index for item in same.questions] == [None] * 3
    assert [item.effective_weight for item in same.questions] == [None] * 3
    assert (same.paper.sd, same.paper.skewness, same.paper.alpha, same.paper.error_ratio) == (0, None, None, None)
    single = analyse([[1], [0], [1]], [1])
    assert single.questions[0].item_rest is None and single.paper.alpha is None
    nobody = analyse([], [1, 1])
    assert (nobody.paper.n, nobody.paper.mean, nobody.questions[0].facility) == (0, None, None)


def test_a_question_that_counts_against_the_rest_has_no_effective_weight():
    found = analyse([[0, 1, 1, 1], [0, 1, 1, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 1]], [1, 1, 1, 1])
    against, *others = found.questions
    assert against.effective_weight is None and against.discrimination_index < 0
    assert sum(item.effective_weight for item in others) == pytest.approx(100)


# Marks in thirds of the maximum, so that sums are not exact and spread may be nil.
marks = st.sampled_from([0.0, 1 / 3, 2 / 3, 1.0])
complete = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(marks, min_size=k, max_size=k), min_size=2, max_size=9)
)
drawn = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.none() | marks, min_size=k, max_size=k), min_size=1, max_size=9)
)


def spread(values):
    return statistics.variance(values) if max(values) - min(values) > 1e-9 else 0


@settings(deadline=None, max_examples=60)
@given(complete)
def test_against_the_standard_library_where_everybody_was_shown_everything(rows):
    found = analyse(rows, [1] * len(rows[0]))
    totals = [sum(row) for row in rows]
    percents = [100 * total / len(rows[0]) for total in totals]
    assert found.paper.mean == pytest.approx(statistics.fmean(percents), abs=1e-9)
    assert found.paper.median == pytest.approx(statistics.median(percents))
    assert found.paper.sd == pytest.approx(statistics.stdev(percents), abs=1e-6)
    columns = list(zip(*rows, strict=True))
    for item, column in zip(found.questions, columns, strict=True):
        rest = [total - mark for total, mark in zip(totals, column, strict=True)]
        assert item.facility == pytest.approx(100 * statistics.fmean(column), abs=1e-9)
        if spread(column) and spread(rest):
            r = statistics.correlation(column, rest)
            assert item.item_rest == pytest.approx(r, abs=1e-6)
            best = statistics.covariance(sorted(column), sorted(rest))
            assert item.discriminative_efficiency == pytest.approx(
                100 * statistics.covariance(column, rest) / best, abs=1e-6
            )
        else:
            assert item.discrimination_index is None and item.discriminative_efficiency is None
    if spread(totals):
        k, inner = len(columns), sum(map(spread, columns))
        alpha = k / (k - 1) * (1 - inner / statistics.variance(totals))
        assert found.paper.alpha == pytest.approx(100 * alpha, abs=1e-5)
        pulls = [statistics.covariance(column, totals) for column in columns]
        whole = sum(math.sqrt(pull) for pull in pulls if pull > 1e-12)
        for item, pull in zip(found.questions, pulls, strict=True):
            if pull > 1e-9:
                assert item.effective_weight == pytest.approx(100 * math.sqrt(pull) / whole, abs=1e-4)
            elif pull < -1e-9:
                assert item.effective_weight is None
    else:
        assert found.paper.alpha is None and found.paper.skewness is None


@settings(deadline=None, max_examples=60)
@given(drawn)
def test_whatever_was_drawn_the_figures_stay_in_their_bounds_and_blanks_count_nowhere(rows):
    found = analyse(rows, [1] * len(rows[0]))
    for place, item in enumerate(found.questions):
        assert item.n == sum(row[place] is not None for row in rows)
        for figure in (item.discrimination_index, item.discriminative_efficiency):
            assert figure is None or -1e9 < figure <= 100 + 1e-6
        for interval, figure in (
            (item.facility_interval, item.facility),
            (item.discrimination_interval, item.discrimination_index),
        ):
            assert interval is None or interval[0] - 1e-6 <= figure <= interval[1] + 1e-6
    weights = [item.effective_weight for item in found.questions if item.effective_weight is not None]
    assert not weights or sum(weights) == pytest.approx(100)
    assert found.paper.alpha is None or found.paper.alpha <= 100 + 1e-6
    with_an_absentee = analyse([*rows, [None] * len(rows[0])], [1] * len(rows[0]))
    assert with_an_absentee == found


@st.composite
def drawn_alike(draw):
    """Six candidates or more, each shown some three of five questions of 2 marks."""
    shown = draw(st.lists(st.permutations(range(5)), min_size=6, max_size=12))
    return [[float(draw(st.integers(0, 2))) if place in some[:3] else None for place in range(5)] for some in shown]


@settings(deadline=None, max_examples=40)
@given(drawn_alike())
def test_drawn_papers_of_one_size_against_the_definitions_written_out(rows):
    """Moodle's: facility, sd and the correlation with the other marks over those who were shown the question; effective
    weight by the root of the covariance with the whole mark; the paper's moments over the whole marks, in percent."""
    found, totals = analyse(rows, [2] * 5), [sum(mark for mark in row if mark is not None) for row in rows]
    percents = [total / 6 * 100 for total in totals]
    assert found.paper.mean == pytest.approx(statistics.fmean(percents))
    assert found.paper.median == pytest.approx(statistics.median(percents))
    assert found.paper.sd == pytest.approx(statistics.stdev(percents), abs=1e-6)
    pulls = []
    for place, item in enumerate(found.questions):
        pairs = [(row[place], total) for row, total in zip(rows, totals, strict=True) if row[place] is not None]
        own, rest, whole = [a for a, _ in pairs], [t - a for a, t in pairs], [t for _, t in pairs]
        pulls.append(statistics.covariance(own, whole) if len(pairs) > 1 else None)
        assert item.n == len(pairs)
        assert item.facility == (pytest.approx(statistics.fmean(own) * 50) if pairs else None)
        assert item.sd == (pytest.approx(statistics.stdev(own) * 50, abs=1e-6) if len(pairs) > 1 else None)
        if len(pairs) > 1 and spread(own) and spread(rest):
            assert item.item_rest == pytest.approx(statistics.correlation(own, rest), abs=1e-6)
            best = statistics.covariance(sorted(own), sorted(rest))
            share = 100 * statistics.covariance(own, rest) / best
            assert item.discriminative_efficiency == pytest.approx(share, abs=1e-6)
        else:
            assert item.discrimination_index is None and item.discriminative_efficiency is None
    roots = sum(math.sqrt(pull) for pull in pulls if pull and pull > 1e-12)
    for item, pull in zip(found.questions, pulls, strict=True):
        if pull and pull > 1e-9:
            assert item.effective_weight == pytest.approx(100 * math.sqrt(pull) / roots, abs=1e-4)
        elif pull and pull < -1e-9:
            assert item.effective_weight is None


def test_drawn_papers_of_different_difficulty_do_not_pass_for_able_candidates():
    """Half get three easy questions, half three hard ones; within each half the marks say nothing about each other."""
    chance = [[1, 1, 0], [1, 0, 1], [0, 1, 1], [0, 0, 0], [1, 1, 1], [0, 1, 0], [1, 0, 0], [0, 0, 1]]
    easy = [[*(max(mark, number % 3 != 0) for mark in row), None, None, None] for number, row in enumerate(chance)]
    hard = [[None, None, None, *(min(mark, number % 3 == 0) for mark in row)] for number, row in enumerate(chance)]
    rows = [[None if mark is None else float(mark) for mark in row] for row in easy + hard]
    naive = analyse([[mark or 0.0 for mark in row] for row in rows], [1] * 6)
    fair = analyse(rows, [1] * 6)
    assert [item.n for item in fair.questions] == [8] * 6
    assert naive.questions[0].facility < 50 < fair.questions[0].facility
    assert fair.paper.questions == 3


def test_a_verdict_waits_for_thirty_candidates_and_gives_its_reasons():
    def item(**changes):
        plain = {"n": 60, "facility": 62.0, "discrimination_index": 35.0, "discriminative_efficiency": 40.0}
        empty = dict.fromkeys(ItemStatistics.__dataclass_fields__)
        return ItemStatistics(**{**empty, **plain, **changes})

    def said(found):
        return found.light, [reason.code for reason in found.reasons]

    assert said(verdict(item())) == ("green", [])
    assert said(verdict(item(n=29, discrimination_index=-30.0))) == ("withheld", ["few"])
    assert said(verdict(item(n=29, discrimination_index=-30.0), fewest=20)) == ("red", ["negative"])
    assert said(verdict(item(discrimination_index=None))) == ("withheld", ["no_spread"])
    assert said(verdict(item(facility=97.0, discrimination_index=12.0))) == ("amber", ["weak", "too_easy"])
    assert said(verdict(item(facility=15.0), guess=25.0)) == ("red", ["below_guessing"])
    assert said(verdict(item(facility=15.0))) == ("amber", ["too_hard"])


def test_an_option_that_draws_the_able_and_options_that_draw_nobody_are_named():
    choices = ["B"] * 20 + ["A"] * 14 + ["C"] * 2
    rests = [50.0 + place % 5 for place in range(20)] + [80.0] * 14 + [None, 40.0]
    found = option_statistics(["A", "B", "C", "D"], ["B"], [{choice} for choice in choices], rests)
    by_name = {option.option: option for option in found}
    assert (by_name["A"].chosen, by_name["A"].rest, by_name["C"].rest) == (14, 80, 40)
    assert by_name["A"].correlation > 0.9 and by_name["B"].correlation < 0
    assert by_name["D"].rest is None and by_name["D"].correlation is None
    assert [option.functions for option in found] == [True, True, True, False]
    assert distractors.distractor_efficiency(found) == pytest.approx(200 / 3)
    judged = verdict(analyse([[0, 1], [1, 1], [1, 0]] * 12, [1, 1]).questions[0], found)
    assert [(reason.code, reason.option) for reason in judged.reasons if reason.option] == [("attracts_the_able", "A")]


def test_a_question_that_grows_easier_is_noticed_and_chance_is_not():
    assert drift.drift([Occasion(60, 62, 48), Occasion(60, 85, 36)], fewest=30).notable
    assert not drift.drift([Occasion(60, 62, 48), Occasion(60, 66, 47)], fewest=30).notable
    assert not drift.drift([Occasion(31, 62, 48), Occasion(31, 75, 43)], fewest=30).notable
    assert drift.drift([Occasion(60, 62, 48)], fewest=30) is None
    assert drift.drift([Occasion(60, 62, 48), Occasion(12, 95, 22)], fewest=30) is None


def rows(letters: str) -> list[dict]:
    return [{"id": letter, "text": letter} for letter in letters]


@pytest.mark.parametrize(
    ("kind", "content", "key", "expected"),
    [
        ("single_choice", {"options": rows("ABCD")}, {"correct": ["B"]}, 25),
        ("single_choice", {"options": rows("ABCD")}, {"correct": ["B"], "everyone": True}, 100),
        ("single_choice", {"options": rows("ABCD")}, {"correct": ["B", "C"]}, 50),
        ("true_false", {}, {"correct": False}, 50),
        ("multiple_choice", {"options": rows("ABC")}, {"correct": ["A", "B"]}, 100 / 7),
        # A, B and AB of seven sets earn 1/2, 1/2 and 1
        ("multiple_choice", {"options": rows("ABC"), "scoring": "partial"}, {"correct": ["A", "B"]}, 200 / 7),
        ("multiple_choice", {"options": rows("ABC"), "scoring": "partial_penalty"}, {"correct": ["A", "B"]}, 200 / 7),
        ("ordering", {"entries": rows("abc")}, {"order": ["a", "b", "c"]}, 100 / 6),
        # abc 1, bca and cab 1/2 each, of six orders
        ("ordering", {"entries": rows("abc"), "scoring": "neighbours"}, {"order": ["a", "b", "c"]}, 100 / 3),
        ("matching", {"lefts": rows("12"), "rights": rows("abcd")}, {"pairs": {"1": "a", "2": "b"}}, 25),
        ("short_answer", {}, {"marking_points": []}, 0),
        ("case_study", {}, {"subs": {}}, None),
    ],
)  # fmt: skip
def test_what_blind_answering_gains(kind, content, key, expected):
    found = random_guess(kind, content, key)
    assert found == (None if expected is None else pytest.approx(expected))


RULES = Path(rules.__file__).parent


@pytest.mark.parametrize("name", sorted(each.stem for each in RULES.glob("*.py") if ">>>" in each.read_text("utf-8")))
def test_the_examples_in_the_docstrings_are_true(name):
    found = doctest.testmod(import_module(f"exams.rules.{name}"))
    assert found.attempted and not found.failed
