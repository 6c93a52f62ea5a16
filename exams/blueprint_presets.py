"""Blueprints to begin from: the theory papers of the three schemes of assessment that a hall uses.

None of them is, or says it is, the national 职业技能等级 examination; the numbers are a start and all can be changed.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

SINGLE, MULTIPLE, TRUE_FALSE, CASE = "single_choice", "multiple_choice", "true_false", "case_study"
EASY, MEDIUM, HARD = 1, 2, 3


@dataclass(frozen=True)
class PresetSection:
    """A section with its cells as (kind, difficulty or None, count, points)."""

    title: str
    instructions: str
    minutes: int
    cells: tuple[tuple[str, int | None, int, int], ...]


@dataclass(frozen=True)
class Preset:
    """What a new blueprint starts with."""

    key: str
    name: str
    explanation: str
    minutes: int
    pass_percent: int
    sections: tuple[PresetSection, ...]

    @property
    def full_marks(self) -> Decimal:
        return Decimal(sum(cell[2] * cell[3] for section in self.sections for cell in section.cells))

    @property
    def questions(self) -> int:
        return sum(cell[2] for section in self.sections for cell in section.cells)


ONE, SEVERAL, JUDGE = _("每题只有一个正确答案。"), _("每题有两个或更多正确答案。"), _("判断说法是否正确。")
PRESETS = {
    preset.key: preset
    for preset in (
        Preset(
            "two-papers", _("理论与技能·理论卷"), _("满分 100 分，60 分合格，90 分钟；易、中、难搭配"), 90, 60,
            (
                PresetSection(_("单选题"), ONE, 40, ((SINGLE, EASY, 16, 1), (SINGLE, MEDIUM, 18, 1), (SINGLE, HARD, 6, 1))),
                PresetSection(_("多选题"), SEVERAL, 30, ((MULTIPLE, MEDIUM, 12, 2), (MULTIPLE, HARD, 8, 2))),
                PresetSection(_("判断题"), JUDGE, 20, ((TRUE_FALSE, EASY, 10, 1), (TRUE_FALSE, MEDIUM, 10, 1))),
            ),
        ),
        Preset(
            "post", _("大厅上岗·理论卷"), _("满分 100 分，60 分合格，60 分钟；另须演练 80 分且不触红线"), 60, 60,
            (
                PresetSection(_("单选题"), ONE, 25, ((SINGLE, EASY, 8, 2), (SINGLE, MEDIUM, 12, 2))),
                PresetSection(_("多选题"), SEVERAL, 20, ((MULTIPLE, None, 10, 3),)),
                PresetSection(_("判断题"), JUDGE, 15, ((TRUE_FALSE, None, 10, 3),)),
            ),
        ),
        Preset(
            "items", _("事项授权·小卷"), _("一份 10 题的小卷，20 分钟；请在每一格选定事项，另须演练一次"), 20, 60,
            (
                PresetSection(_("本事项"), "", 20, ((SINGLE, None, 5, 10), (MULTIPLE, None, 2, 10), (TRUE_FALSE, None, 3, 10))),
            ),
        ),
    )
}  # fmt: skip


def preset_sections(preset: Preset) -> list[dict]:
    """The preset's sections in the shape that `save_blueprint` takes."""
    return [
        {
            "title": str(section.title), "instructions": str(section.instructions), "minutes": section.minutes,
            "cells": [
                {"kind": kind, "difficulty": difficulty, "count": count, "points": points}
                for kind, difficulty, count, points in section.cells
            ],
        }
        for section in preset.sections
    ]  # fmt: skip
