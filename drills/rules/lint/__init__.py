"""What must hold before a case may be published; plain Python, findings as codes (words: drills/lint_words.py)."""

from collections.abc import Set

from drills.rules.lint.expert import expert_problems
from drills.rules.lint.graph import Graph, explore, figure_problems, loop_problems, red_line_problems
from drills.rules.lint.meaning import meaning_problems
from drills.rules.lint.problem import Problem
from drills.rules.lint.shape import shape_problems
from drills.rules.lint.words import word_problems

__all__ = ["Graph", "Problem", "lint"]


def lint(case: object, *, rule_codes: Set[str], item_codes: Set[str]) -> list[Problem]:
    """Every finding, the blocking ones first. `case` may be any JSON value; `rule_codes` and `item_codes` are known.

    A later check runs only where the earlier left nothing that blocks, since it relies on it.
    """
    found = shape_problems(case)
    if not _blocked(found):
        found += meaning_problems(case, rule_codes=rule_codes, item_codes=item_codes) + word_problems(case)
    if not _blocked(found):
        graph, faults = explore(case)
        found += faults
        if graph and not _blocked(faults):
            found += loop_problems(case) + red_line_problems(case, graph)
            faults, cost = expert_problems(case)
            found += faults
            if cost is not None:
                found += figure_problems(case, graph, cost)
    return sorted(found, key=lambda one: not one.blocks)


def _blocked(found: list[Problem]) -> bool:
    return any(one.blocks for one in found)
