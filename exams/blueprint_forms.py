"""The page on which a blueprint is written: one form for the whole, with as many sections and cells as are wanted.

Works without scripts: "add a row", "up", "down" and "remove" post the page, which comes back with what was typed, in the
new order, and the keyboard's focus where it was.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.forms import keep_within
from exams.models import Blueprint
from foundation.models import User
from organisation.models import Role
from organisation.permissions import nodes_in_scope
from question_bank import question_types
from question_bank.models import Topic
from question_bank.models.facets import CognitiveLevel, Difficulty
from service_items.models import ServiceItem, ServiceRule

MOST_SECTIONS, MOST_CELLS, SPARE_CELLS = 12, 40, 1
BOUNDS = {"minutes": (1, 600), "full_marks": (1, 1000), "pass_percent": (0, 100), "max_overlap": (0, 100)}


class BlueprintForm(forms.ModelForm):
    """The columns of the whole."""

    class Meta:
        model = Blueprint
        fields = ["title", "node", "minutes", "full_marks", "pass_percent", "max_overlap", "max_exposure"]
        help_texts = {
            "full_marks": _("各格题数乘分值的合计要等于它。"),
            "max_overlap": _("任意两位考生的卷平均最多有多少题相同。"),
            "max_exposure": _("半年内见过该题的人次超过它就不再抽；0 为不限。"),
        }

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        keep_within(self, BOUNDS)
        self.fields["node"].queryset = nodes_in_scope(user, Role.EXAM_OFFICER)
        if not self.initial.get("node"):
            self.initial["node"] = self.fields["node"].queryset.first()


class SectionForm(forms.Form):
    """A part of the paper."""

    title = forms.CharField(label=_("部分名称"), max_length=80, required=False)
    minutes = forms.IntegerField(label=_("建议时长（分钟）"), min_value=1, max_value=600, required=False)
    instructions = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea({"rows": 2, "class": "input"})
    )
    remove = forms.BooleanField(label=_("去掉这一部分"), required=False)


class CellForm(forms.Form):
    """One cell. A row in which nothing stands is left out."""

    topic = forms.TypedChoiceField(label=_("知识点"), coerce=int, empty_value=None, required=False)
    service_item = forms.TypedChoiceField(label=_("事项"), coerce=int, empty_value=None, required=False)
    rule = forms.TypedChoiceField(label=_("服务规则"), coerce=int, empty_value=None, required=False)
    cognitive_level = forms.ChoiceField(
        label=_("认知层次"), choices=[("", _("不限")), *CognitiveLevel.choices], required=False
    )
    difficulty = forms.TypedChoiceField(
        label=_("难度"), choices=[("", _("不限")), *Difficulty.choices], coerce=int, empty_value=None, required=False
    )
    kind = forms.ChoiceField(label=_("题型"), required=False)
    count = forms.IntegerField(label=_("题数"), min_value=1, max_value=200, required=False)
    points = forms.DecimalField(label=_("每题分值"), min_value=0, max_digits=6, decimal_places=2, required=False)

    def __init__(self, *args, choices: dict[str, list], **kwargs) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for name, options in choices.items():
            self.fields[name].choices = options
        for field in self.fields.values():
            field.widget.attrs |= {"class": "input", "aria-label": field.label}

    def clean(self) -> dict:
        data = super().clean()
        if self.is_wanted and "count" not in self.errors and not data.get("count"):
            self.add_error("count", _("写几题。"))
        if self.is_wanted and "points" not in self.errors and not data.get("points"):
            self.add_error("points", _("写几分。"))
        return data

    @property
    def is_wanted(self) -> bool:
        return any(value not in (None, "") for value in self.cleaned_data.values()) or bool(self.errors)


class SectionRows:
    """A section's form and the forms of its cells."""

    def __init__(self, prefix: str, choices: dict, *, data: Mapping | None, initial: dict, cells: int) -> None:
        self.prefix = prefix
        rows = initial.get("cells", [])
        self.form = SectionForm(data, prefix=prefix, initial=initial)
        self.cells = [
            CellForm(
                data, prefix=f"{prefix}-c{place}", choices=choices, initial=rows[place] if place < len(rows) else {}
            )
            for place in range(cells)
        ]  # fmt: skip

    def is_valid(self) -> bool:
        removed = self.form.is_valid() and self.form.cleaned_data["remove"]
        if removed:
            return True
        sound = all([self.form.is_valid(), *(cell.is_valid() for cell in self.cells)])
        if sound and self.wanted_cells() and not self.form.cleaned_data["title"]:
            self.form.add_error("title", _("给这一部分起个名，如“单选题”。"))
            return False
        return sound

    def wanted_cells(self) -> list[dict]:
        return [cell.cleaned_data for cell in self.cells if cell.is_wanted]

    def wanted(self) -> dict | None:
        """The section as `save_blueprint` takes it; None if it is removed or empty."""
        data = self.form.cleaned_data
        if data["remove"] or not (data["title"] or self.wanted_cells()):
            return None
        kept = {name: data[name] for name in ("title", "instructions", "minutes")}
        return {**kept, "cells": self.wanted_cells()}


class BlueprintPage:
    """All forms of the page. Unbound from `initial` sections; bound from `data`, or, where `data` asks for more rows or
    another order (`again`), unbound again with what was typed. `focus` is the button that was pressed, where it is now."""

    def __init__(self, *, user: User, instance: Blueprint, data: Any = None, initial: list[dict] = ()) -> None:
        self.grow, move = (data or {}).get("grow", ""), (data or {}).get("move", "")
        self.again = bool(self.grow or move)
        bound = data if data and not self.again else None
        typed = _typed(data) if data else [{**each, "rows": len(each["cells"]) + SPARE_CELLS} for each in initial]
        self.focus = rearrange(typed, move) if move else ""
        self._make_room(typed)
        self.head = BlueprintForm(
            bound, instance=instance, user=user, initial=_head(data) if self.again else None
        )  # fmt: skip
        self.sections = [
            SectionRows(f"s{place}", self.choices, data=bound, initial=each, cells=each["rows"])
            for place, each in enumerate(typed)
        ]
        cells = [cell for section in self.sections for cell in section.cells]
        for cell in cells:
            cell.first, cell.last = cell is cells[0], cell is cells[-1]

    def _make_room(self, typed: list[dict]) -> None:
        """One more section or more rows, as the pressed button says ("section", "s2"); a first section on an empty page."""
        if self.grow == "section" or not typed:
            typed.append({"cells": [], "rows": SPARE_CELLS + 1})
        elif self.grow[1:].isdigit() and int(self.grow[1:]) < len(typed):
            chosen = typed[int(self.grow[1:])]
            chosen["rows"] = min(chosen["rows"] + 3, MOST_CELLS)
        del typed[MOST_SECTIONS:]

    @cached_property
    def choices(self) -> dict[str, list]:
        """The options of the cells' menus, read once for all rows."""
        topics = list(Topic.objects.order_by("code"))
        return {
            "topic": [("", _("不限")), *((each.pk, str(each)) for each in topics)],
            "service_item": [
                ("", _("不限")),
                *((each.pk, f"{each.code} {each.short_name or each.name}") for each in ServiceItem.objects.order_by("code")),
            ],
            "rule": [("", _("不限")), *((each.pk, str(each)) for each in ServiceRule.objects.order_by("code"))],
            "kind": [("", _("不限")), *((each.kind, each.label) for each in question_types.kinds())],
        }  # fmt: skip

    def is_valid(self) -> bool:
        return all([self.head.is_valid(), *(section.is_valid() for section in self.sections)])

    def wanted_sections(self) -> list[dict]:
        return [wanted for section in self.sections if (wanted := section.wanted())]


def _number(data: Mapping, name: str, most: int) -> int:
    value = data.get(name, "")
    return min(int(value), most) if value.isascii() and value.isdigit() else 0


def _typed(data: Mapping) -> list[dict]:
    """What was typed, field by field, unchecked."""
    sections = []
    for place in range(_number(data, "sections", MOST_SECTIONS)):
        prefix = f"s{place}"
        rows = _number(data, f"{prefix}-rows", MOST_CELLS)
        cells = [
            {name: data.get(f"{prefix}-c{number}-{name}", "") for name in CellForm.base_fields}
            for number in range(rows)
        ]
        texts = {name: data.get(f"{prefix}-{name}", "") for name in SectionForm.base_fields}
        sections.append({**texts, "cells": cells, "rows": rows})
    return sections


MOVE = re.compile(r"s(\d{1,2})(?:-c(\d{1,2}))?:(up|down|drop)")


def rearrange(sections: list[dict], move: str) -> str:
    """Do what a pressed button says ("s1:up", "s0-c2:down", "s0-c2:drop") to the typed sections; which button the
    keyboard should stand on afterwards ("" where nothing was done). A cell that leaves its section at the edge goes on
    in the next one."""
    found = MOVE.fullmatch(move)
    if not found or int(found[1]) >= len(sections):
        return ""
    here, step = int(found[1]), {"up": -1, "down": 1}.get(found[3], 0)
    if found[2] is None:
        there = here + step
        if not step or not 0 <= there < len(sections):
            return ""
        sections[here], sections[there] = sections[there], sections[here]
        return f"s{there}:{found[3]}"
    return _move_cell(sections, here, int(found[2]), found[3], step)


def _move_cell(sections: list[dict], here: int, row: int, deed: str, step: int) -> str:
    cells = sections[here]["cells"]
    if row >= len(cells):
        return ""
    if deed == "drop":
        cells.pop(row)
        cells.append({})
        return f"s{here}-c{row}:drop"
    if 0 <= row + step < len(cells):
        cells[row], cells[row + step] = cells[row + step], cells[row]
        return f"s{here}-c{row + step}:{deed}"
    there = here + step
    if not 0 <= there < len(sections) or len(sections[there]["cells"]) >= MOST_CELLS:
        return ""
    cell = cells.pop(row)
    cells.append({})
    other = sections[there]["cells"]
    place = 0 if step > 0 else _filled(other)
    other.insert(place, cell)
    sections[there]["rows"] = len(other)
    return f"s{there}-c{place}:{deed}"


def _filled(cells: list[dict]) -> int:
    """How many rows there are up to the last one in which something stands."""
    return max((number for number, cell in enumerate(cells, start=1) if any(cell.values())), default=0)


def _head(data: Mapping) -> dict:
    return {name: data.get(name, "") for name in BlueprintForm.base_fields}
