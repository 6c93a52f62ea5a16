"""What a taken check shows afterwards; the one tag library that reads keys."""

from django import template

from question_bank.keys import keys_of
from question_bank.models import Check, CheckResult, QuestionVersion

register = template.Library()


@register.simple_tag
def reviewed_answers(result: CheckResult) -> list[dict]:
    """Per question of a taken check: version, value, right, and, where it may be shown, key and explanation.

    A lesson's check explains at once; a proof shows its key only once it is passed, so that it stays one.
    """
    ids = [row["version"] for row in result.answers]
    versions = QuestionVersion.objects.in_bulk(ids)
    open_book = result.passed or result.check_set.kind == Check.Kind.LESSON
    keys = keys_of(ids) if open_book else {}
    return [{**row, "version": versions[row["version"]], "key": keys.get(row["version"])} for row in result.answers]
