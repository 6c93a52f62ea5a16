"""Ask what stands in the way of publishing a case."""

from drills.errors import Message
from drills.lint_words import words_of
from drills.rules.lint import lint
from service_items.models import ServiceItem, ServiceRule


def lint_content(content: object) -> list[Message]:
    """The findings on a case, in the reader's language, the blocking ones first."""
    rules = set(ServiceRule.objects.values_list("code", flat=True))
    items = set(ServiceItem.objects.values_list("code", flat=True))
    return [words_of(problem) for problem in lint(content, rule_codes=rules, item_codes=items)]
