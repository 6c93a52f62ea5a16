"""Tags for the authoring form: content and key as rows and lines to type into."""

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from question_bank.question_types import QuestionType, kinds
from question_bank.question_types.fill_in.kind import BLANK
from question_bank.question_types.forms import LETTERS

register = template.Library()


@register.simple_tag
def edit_fields(kind: str, content: dict, key: dict | None, prefix: str) -> SafeString:
    """The kind's own part of the authoring form."""
    name = f"question_bank/question_types/{kind}/edit.html"
    return render_to_string(name, {"content": content, "key": key or {}, "prefix": prefix})


@register.filter
def provenance(question) -> dict:
    """Where a question comes from, in words, and where that can be seen: {"text", "url"?}."""
    origin = question.provenance
    if origin.get("kind") == "enquiry":
        text = _("答疑：%(title)s") % {"title": origin.get("title", "")}
        return {"text": text, "url": reverse("question_bank:enquiry", args=[origin["id"]])}
    if origin.get("kind") == "copy":
        return {"text": _("复制自 %(code)s") % {"code": origin.get("of", "")}}
    if origin.get("kind") == "import":
        return {
            "text": _("导入自 %(file)s %(where)s") % {"file": origin.get("file", ""), "where": origin.get("where", "")}
        }
    return {"text": "、".join(str(value) for value in origin.values())}


@register.simple_tag
def question_kinds() -> list[QuestionType]:
    """All kinds, in order."""
    return kinds()


@register.simple_tag
def option_rows(content: dict, key: dict) -> list[dict]:
    """The options and empty rows after them: at least four rows, always one to spare."""
    options, correct = content.get("options") or [], key.get("correct") or []
    rows = [{**option, "correct": option["id"] in correct} for option in options]
    rows += [{"id": "", "text": "", "correct": False}] * max(4 - len(rows), 1 if len(rows) < len(LETTERS) else 0)
    return [{**row, "letter": LETTERS[place]} for place, row in enumerate(rows)]


@register.simple_tag
def blank_rows(content: dict, key: dict) -> list[dict]:
    """One row per blank in the stem, at least one."""
    blanks = list(key.get("blanks") or [])
    blanks += [{}] * max(str(content.get("stem", "")).count(BLANK) - len(blanks), 0 if blanks else 1)
    return [
        {
            "answers": " / ".join(map(str, blank.get("answers", []))),
            "value": (blank.get("numeric") or {}).get("value", ""),
            "tolerance": (blank.get("numeric") or {}).get("tolerance", ""),
            "unit": blank.get("unit", ""),
        }
        for blank in blanks
    ]


@register.simple_tag
def document_rows(content: dict, key: dict, spare: int = 2) -> list[dict]:
    """The documents, one face line a line, and `spare` empty rows."""
    truth, whys = key.get("truth") or {}, key.get("whys") or {}
    rows = [
        {
            "name": row["name"],
            "face": "\n".join(row.get("face", [])),
            "truth": truth.get(row["id"], ""),
            "why": whys.get(row["id"], ""),
        }
        for row in content.get("documents") or []
    ]
    return (rows + [{}] * spare)[:12]


@register.simple_tag
def ordered_lines(content: dict, key: dict) -> str:
    """The entries in the right order, one a line."""
    texts = {row["id"]: row["text"] for row in content.get("entries") or []}
    return "\n".join(texts.get(each, "") for each in key.get("order") or [])


@register.simple_tag
def pair_lines(content: dict, key: dict) -> str:
    """The pairs as lines "left = right"."""
    rights = {row["id"]: row["text"] for row in content.get("rights") or []}
    pairs = key.get("pairs") or {}
    return "\n".join(f"{row['text']} = {rights.get(pairs.get(row['id']), '')}" for row in content.get("lefts") or [])


@register.simple_tag
def extra_lines(content: dict, key: dict) -> str:
    """Right sides that match nothing."""
    taken = set((key.get("pairs") or {}).values())
    return "\n".join(row["text"] for row in content.get("rights") or [] if row["id"] not in taken)


@register.simple_tag
def point_lines(key: dict) -> str:
    """The marking points as lines "point = marks"."""
    return "\n".join(f"{point['text']} = {point['points']}" for point in key.get("marking_points") or [])


@register.filter
def sub_prefix(prefix: str, place: int) -> str:
    """The field prefix of a case's part."""
    return f"{prefix}sub-{place}-"


@register.simple_tag
def new_sub_prefix(content: dict, prefix: str) -> str:
    """The field prefix of the part to be added."""
    return f"{prefix}sub-{len(content.get('sub_questions') or [])}-"
