"""What single and multiple choice share: a list of options."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from question_bank.question_types.base import form_list
from question_bank.question_types.forms import LETTERS, text


def option_problems(content: dict) -> dict[str, str]:
    """What is wrong with stem and options: field → message."""
    found: dict[str, str] = {}
    if not str(content.get("stem", "")).strip():
        found["stem"] = _("请写题干")
    options = content.get("options") or []
    ids = [option.get("id") for option in options]
    texts = [str(option.get("text", "")).strip() for option in options]
    if len(options) < 2:
        found["options"] = _("请至少写两个选项")
    elif len(options) > 26:
        found["options"] = _("选项最多 26 个")
    elif not all(texts):
        found["options"] = _("第 %(n)s 个选项是空的，请补上或删去") % {"n": texts.index("") + 1}
    elif len(set(texts)) < len(texts):
        found["options"] = _("有两个选项的文字完全一样，请改写其中一个")
    elif len(set(ids)) < len(ids) or not all(isinstance(each, str) and each for each in ids):
        found["options"] = _("选项的编号重复或缺失")
    return found


def authored_options(data: Mapping, prefix: str) -> tuple[list[dict], list[str]]:
    """(options, ids of the right ones) as an author's form says; empty rows fall away, a new row gets the next letter."""
    options, chosen = [], set(form_list(data, f"{prefix}correct"))
    correct, taken = [], {text(data, f"{prefix}option-{place}-id") for place in range(26)}
    for place in range(26):
        words = text(data, f"{prefix}option-{place}-text")
        if not words:
            continue
        option_id = text(data, f"{prefix}option-{place}-id") or next(each for each in LETTERS if each not in taken)
        taken.add(option_id)
        options.append({"id": option_id, "text": words})
        if str(place) in chosen:
            correct.append(option_id)
    return options, correct


def option_ids(content: dict) -> set[str]:
    return {option["id"] for option in content.get("options", [])}


def chosen_lines(content: dict, key: dict) -> list[str]:
    """The right options with their letters, one a line."""
    rows = zip(LETTERS, content.get("options", []), strict=False)
    return [f"{letter}. {option['text']}" for letter, option in rows if option["id"] in key["correct"]]


def options_text(content: dict) -> str:
    """Stem and options, one a line."""
    return "\n".join([content.get("stem", ""), *(str(option.get("text", "")) for option in content.get("options", []))])
