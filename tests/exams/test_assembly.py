"""Assembly is exact: a paper is found whenever there is one, it keeps every rule, and the seed alone decides which."""

from collections import Counter
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from exams.rules.assembly import Candidate, Cell, assemble, draw, pool_of, suits
from exams.rules.lint import COMPETE, EMPTY, MINUTES, OVERLAP, POINTS, TOO_FEW, Wanted, lint
from exams.rules.prediction import predict

LEVELS = ("remember", "apply")
candidates = st.lists(
    st.builds(
        Candidate, id=st.integers(1, 999), topics=st.frozensets(st.integers(1, 2)),
        level=st.sampled_from(LEVELS), difficulty=st.integers(1, 2), group=st.sampled_from(["", "", "g", "h"]),
    ),
    max_size=6, unique_by=lambda row: row.id,
)  # fmt: skip
cells = st.lists(
    st.tuples(
        st.integers(1, 2), st.sampled_from([None, 1, 2]), st.sampled_from(["", *LEVELS]),
        st.sampled_from([None, 1, 2]),
    ),
    min_size=1, max_size=3,
).map(
    lambda rows: [
        Cell(key, count, topic=topic, level=level, difficulty=difficulty)
        for key, (count, topic, level, difficulty) in enumerate(rows)
    ]
)  # fmt: skip


def some_paper_exists(cells: list[Cell], rows: list[Candidate]) -> bool:
    """By trying everything: each question goes to one of the cells, or to none."""
    for places in product([None, *cells], repeat=len(rows)):
        used = [(cell, row) for cell, row in zip(places, rows, strict=True) if cell]
        groups = [row.group for _cell, row in used if row.group]
        if (
            len(groups) == len(set(groups))
            and all(suits(cell, row) for cell, row in used)
            and all(sum(each is cell for each, _row in used) == cell.count for cell in cells)
        ):
            return True
    return False


@settings(max_examples=150, deadline=None)
@given(cells, candidates, st.integers(0, 2**62))
def test_a_paper_is_found_exactly_if_there_is_one_and_it_keeps_every_rule(cells, rows, seed):
    paper = assemble(cells, rows, seed=seed)
    assert paper.complete == some_paper_exists(cells, rows)
    assert paper == assemble(cells, list(reversed(rows)), seed=seed)
    by_id = {row.id: row for row in rows}
    chosen = [by_id[each] for each in paper.ids()]
    groups = [row.group for row in chosen if row.group]
    assert len(set(paper.ids())) == len(chosen) and len(groups) == len(set(groups))
    for cell in cells:
        missing = sum(each.missing for each in paper.short if each.cell == cell.key)
        assert len(paper.chosen[cell.key]) == cell.count - missing
        assert all(suits(cell, by_id[each]) for each in paper.chosen[cell.key])
    for short in paper.short:
        assert short.available < short.needed


def test_two_cells_that_compete_are_named_together():
    rows = [Candidate(number, difficulty=1, level="apply") for number in range(1, 4)]
    short = assemble([Cell("easy", 2, difficulty=1), Cell("apply", 2, level="apply")], rows, seed=5).short
    assert len(short) == 1 and {short[0].cell, *short[0].with_cells} == {"easy", "apply"}
    assert (short[0].needed, short[0].available, short[0].missing) == (4, 3, 1)


def test_every_question_of_a_cell_is_drawn_equally_often():
    pool = pool_of([Cell("a", 2)], [Candidate(number) for number in range(1, 11)])
    times = Counter(each for seed in range(3000) for each in draw(pool, seed=seed).ids())
    assert all(480 < times[number] < 720 for number in range(1, 11))  # 600 expected, sd 22


def test_the_prediction_says_how_hard_how_unequal_and_how_much_alike():
    pool = pool_of([Cell("a", 2)], [Candidate(number) for number in range(1, 9)])
    expected = {number: 0.9 if number <= 4 else 0.5 for number in range(1, 9)}
    found = predict(pool, {"a": 5.0}, expected, draws=400)
    assert abs(found.mean - 70) < 2  # two of eight questions, half of them at 90 %, half at 50 %
    assert abs(found.spread - 13.1) < 1.5  # 20 · sqrt(1/2) · sqrt(6/7)
    assert abs(found.overlap - 25) < 2  # 2 of 8
    assert predict(pool_of([Cell("a", 9)], []), {"a": 1.0}, {}) is None


def test_the_linter_says_what_is_wrong_at_the_cell():
    cells = [Cell("a", 2, difficulty=1), Cell("b", 2, level="apply"), Cell("c", 3, kind="essay")]
    rows = [Candidate(number, difficulty=1, level="apply") for number in range(1, 4)]
    rows += [Candidate(9, kind="essay", group="g"), Candidate(10, kind="essay", group="g")]
    pool = pool_of(cells, rows)
    wanted = [Wanted("a", 2, Decimal(10)), Wanted("b", 2, Decimal(10)), Wanted("c", 3, Decimal(20), {"stale": 2})]
    given = {"full_marks": Decimal(90), "minutes": 60, "section_minutes": [30], "max_overlap": 60}
    found = {each.code: each for each in lint(wanted, pool, None, **given)}
    assert found[POINTS].values == {"total": Decimal(100), "full_marks": Decimal(90)}
    assert found[TOO_FEW].cell == "c"
    assert found[TOO_FEW].values == {"needed": 3, "available": 1, "questions": 2, "left_out": {"stale": 2}}
    assert found[COMPETE].values["available"] == 3 and found[COMPETE].stops
    found = {each.code: each for each in lint(wanted, pool, None, **given | {"section_minutes": [30, 40]})}
    assert found[MINUTES].values == {"total": 70, "minutes": 60} and found[MINUTES].stops
    assert [(each.code, each.stops) for each in lint([], pool_of([], []), None, **given)] == [(EMPTY, True)]


def test_papers_that_are_too_much_alike_are_found():
    pool = pool_of([Cell("a", 3)], [Candidate(number) for number in range(1, 5)])
    prediction = predict(pool, {"a": 1.0}, dict.fromkeys(range(1, 5), 0.7))
    found = lint(
        [Wanted("a", 3, Decimal(1))], pool, prediction,
        full_marks=Decimal(3), minutes=10, section_minutes=[], max_overlap=60,
    )  # fmt: skip
    assert [(each.code, each.values["overlap"]) for each in found if each.stops] == [(OVERLAP, 75)]
