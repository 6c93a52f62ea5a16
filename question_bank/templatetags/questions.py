"""Tags that draw questions: as a form, and beside a key that the page was given. Reads no key itself."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from question_bank.models import QuestionVersion
from question_bank.presenting import shown_to
from question_bank.question_types import get
from question_bank.question_types.document_check.kind import STATES

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
def at(rows, place):
    """The item of a list or mapping at `place`; None where there is none."""
    if isinstance(rows, dict):
        return rows.get(place)
    return rows[place] if isinstance(rows, list) and isinstance(place, int) and 0 <= place < len(rows) else None


@register.filter
def place_of(rows, item) -> int | None:
    """Where in a list the item stands; None if it does not."""
    return rows.index(item) if isinstance(rows, list) and item in rows else None


@register.filter
def text_of(rows: list[dict], row_id: str) -> str:
    """The text of the row with that id."""
    return next((row["text"] for row in rows if row["id"] == row_id), "")


@register.filter
def blank_answers(blank: dict) -> str:
    """What fills a blank, for the review: 五 / 5 日"""
    answers = [str(answer) for answer in blank.get("answers", [])]
    if not answers and blank.get("numeric"):
        answers = [str(blank["numeric"]["value"])]
    return " / ".join(answers) + (f" {blank['unit']}" if blank.get("unit") else "")


@register.filter
def text_limit(content: dict, kind: str) -> int:
    """How many characters a written answer may have."""
    return get(kind).limit(content)


@register.filter
def document_state(state: str) -> str:
    """missing_core → 核心缺失"""
    return str(STATES.get(state, ""))


@register.simple_tag
def document_states() -> list[tuple[str, str]]:
    """The judgements of a document check, in order."""
    return list(STATES.items())


@register.filter
def listed_source(question):
    """What a list shows of a question: its draft where it has one, else its version in force."""
    return getattr(question, "draft", None) or question.current_version


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
def key_fields(kind: str, content: dict, prefix: str, key: dict) -> SafeString:
    """The form fields in which the key of a question in use is corrected."""
    name = f"question_bank/question_types/{kind}/key.html"
    return render_to_string(name, {"content": content, "prefix": prefix, "key": key})


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
