"""Ask what stands in the way of publishing a case."""

import json
from functools import lru_cache

from drills.errors import Message
from drills.lint_words import words_of
from drills.rules.lint import Problem, lint
from service_items.models import ServiceItem, ServiceRule


def lint_content(content: object) -> list[Message]:
    """The findings on a case, in the reader's language, the blocking ones first."""
    rules = frozenset(ServiceRule.objects.values_list("code", flat=True))
    items = frozenset(ServiceItem.objects.values_list("code", flat=True))
    return [words_of(problem) for problem in _findings(json.dumps(content), rules, items)]


@lru_cache(maxsize=16)  # checking and then publishing the same text walks its paths once
def _findings(text: str, rules: frozenset[str], items: frozenset[str]) -> tuple[Problem, ...]:
    return tuple(lint(json.loads(text), rule_codes=rules, item_codes=items))
