"""What an experienced author would notice about a question; advice, never an obstacle."""

from django.utils.translation import gettext as _

from question_bank.models import QuestionDraft

TELLING = 2  # a right option this many times as long as the longest wrong one gives itself away
ABSOLUTE = ("一律", "绝对", "任何", "所有", "从不", "必定")


def hints_for(draft: QuestionDraft, key: dict) -> list[str]:
    """Sentences for the author (after Haladyna, Downing & Rodriguez, 2002: 31 item-writing guidelines)."""
    found = []
    options = draft.content.get("options") or []
    right = set(key.get("correct") or []) if options else set()
    rights = [len(each["text"]) for each in options if each["id"] in right]
    wrongs = [len(each["text"]) for each in options if each["id"] not in right]
    if rights and wrongs and max(rights) > TELLING * max(wrongs) and max(rights) > 10:
        found.append(_("正确项比其他项长 2 倍多，容易被猜中。可缩短，或把别的选项写具体。"))
    if any(each["id"] not in right and any(word in each["text"] for word in ABSOLUTE) for each in options):
        found.append(_("错误项里有“一律、绝对”一类的词，不用懂规定也能排除。"))
    if not draft.clause.strip():
        found.append(_("依据条款没有填。政策改动时靠它找到受影响的题。"))
    if draft.pk and not draft.rules.exists() and not draft.service_items.exists():
        found.append(_("还没有选事项或规则，抽题和练习时找不到这道题。"))
    return found
