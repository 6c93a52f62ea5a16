"""Tags that draw questions: as a form, and with their answers."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from question_bank.keys import keys_of
from question_bank.models import Check, CheckResult, QuestionVersion
from question_bank.presenting import shown_to
from question_bank.question_types import get

register = template.Library()


@register.filter
def letter(place: int) -> str:
    """0 → A, 1 → B, …"""
    return chr(ord("A") + int(place))


@register.filter
def chosen_in(option_id: str, value) -> bool:
    """Whether a response (one id, or a list) holds the option."""
    return option_id in value if isinstance(value, list) else option_id == value


@register.filter
def kind_label(kind: str) -> str:
    """single_choice → 单选题"""
    return str(get(kind).label)


@register.filter
def question_prefix(question_id: int) -> str:
    """The form prefix of a question on a page with several: q12-"""
    return f"q{question_id}-"


@register.simple_tag
def answer_fields(kind: str, content: dict, prefix: str, value=None) -> SafeString:
    """The form fields of a question; `content` as the person is to see it."""
    name = f"question_bank/question_types/{kind}/answer.html"
    return render_to_string(name, {"content": content, "prefix": prefix, "value": value})


@register.simple_tag
def review_fields(kind: str, content: dict, key: dict, value=None, outcome=None) -> SafeString:
    """A response beside the key, all in true ids. `outcome` carries the details of marking where the kind shows them."""
    name = f"question_bank/question_types/{kind}/review.html"
    if outcome is None:
        outcome = get(kind).mark(content, key, value)
    return render_to_string(name, {"content": content, "key": key, "value": value, "outcome": outcome})


@register.simple_tag(takes_context=True)
def shown_question(context, version: QuestionVersion, occasion: str = ""):
    """The version as the signed-in person sees it."""
    return shown_to(context["request"].user, version, occasion)


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
