"""The lights and their reasons in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.rules.verdicts import AMBER, GREEN, RED, WITHHELD, Reason

LIGHTS = {
    RED: gettext_lazy("有问题"),
    AMBER: gettext_lazy("要看看"),
    GREEN: gettext_lazy("正常"),
    WITHHELD: gettext_lazy("暂不判定"),
}


def said(reason: Reason, letters: Mapping[str, str] | None = None) -> str:
    """One reason as a sentence part that says what to look at; `letters` names options as people know them."""
    figure = "" if reason.figure is None else f"{reason.figure:.0f}"
    texts = {
        "few": _("只有 %(figure)s 人答过，人数够了再判定"),
        "no_spread": _("得分没有差别，算不出区分度"),
        "negative": _("区分度 %(figure)s：整卷考得好的人反而更容易错，先核对答案"),
        "hardly_tells": _("区分度只有 %(figure)s，分不出会和不会"),
        "weak": _("区分度 %(figure)s，偏低"),
        "inefficient": _("区分效率 %(figure)s%%，偏低"),
        "below_guessing": _("通过率 %(figure)s%%，比乱猜还低，先核对答案和题干"),
        "too_hard": _("通过率 %(figure)s%%，太难"),
        "too_easy": _("通过率 %(figure)s%%，太容易"),
        "attracts_the_able": _("干扰项 %(option)s 吸引了考得好的人，看看是不是也说得通"),
        "idle_distractors": _("只有 %(figure)s%% 的干扰项有人选，换掉没人选的"),
    }
    if reason.code == "idle_distractors" and not reason.figure:
        return _("干扰项几乎没人选，换掉没人选的")
    return texts[reason.code] % {"figure": figure, "option": (letters or {}).get(reason.option, reason.option)}
