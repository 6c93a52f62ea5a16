"""What a drill refuses, in words for the person."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


class DrillRefused(Exception):
    """A deed that the rules of a drill forbid; the message is for the person."""


@dataclass(frozen=True)
class Message:
    """One finding of the linter in words: where (scene id or ""), what, and whether it blocks publishing."""

    where: str
    text: str
    blocks: bool = True
    row: str = ""


class LintRefused(DrillRefused):
    """Publishing is refused; `messages` say why, at which scene."""

    def __init__(self, messages: list[Message]):
        self.messages = messages
        super().__init__(_("还有 %(count)s 处要改，改好再发布。") % {"count": sum(one.blocks for one in messages)})


def move_message(code: str) -> str:
    """Why a posted move was not taken."""
    return {
        "choice_missing": _("先选一项，再往下走。"),
        "unknown_choice": _("这一幕没有您选的那一项，请重新选。"),
        "marks_missing": _("桌上的材料还没有标完，请逐份标好再往下走。"),
        "unknown_mark": _("有一份材料的标法无法识别，请重新标。"),
        "points_missing": _("告知单还是空的，请至少选一条。"),
        "unknown_point": _("告知单里有一条不在这一幕，请重新选。"),
    }.get(code, _("这一步没有记下来，请重新选。"))
