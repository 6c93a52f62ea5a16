"""One scene as a page of fieldsets: the scene, its rows or choices, and where each leads."""

import copy

from drills.rules.play import scene_of
from drills.scene_kinds import KINDS
from drills.workshop.forms import ChoiceForm, ConditionForm, DocumentForm, NoticePointForm, SceneForm
from drills.workshop.routes import RouteRows, condition_initial, fits_selects

ROW_FORMS = {"documents": DocumentForm, "points": NoticePointForm}


class ChoiceEditor:
    """One choice and its ways on."""

    def __init__(self, data, *, case: dict, choice: dict):
        prefix = f"c-{choice['id']}"
        self.id = choice["id"]
        self.form = ChoiceForm(data, case=case, choice=choice, prefix=prefix)
        self.routes = RouteRows(data, case=case, following=choice["next"], prefix=f"{prefix}-next")
        when = choice.get("when", {})
        self.kept = {} if not when or fits_selects(when) else when
        self.condition = ConditionForm(data, case=case, prefix=f"{prefix}-when", initial=condition_initial(when))

    def is_valid(self) -> bool:
        return self.form.is_valid() and self.routes.is_valid() and self.condition.is_valid()

    def content(self) -> dict:
        choice = self.form.content() | {"next": self.routes.content()}
        choice.pop("when", None)
        when = self.kept or self.condition.when()
        return choice | ({"when": when} if when else {})


class SceneEditor:
    """The whole scene. `data` is None to show it, the posted form to take it in."""

    def __init__(self, data, *, case: dict, scene_id: str):
        self.case, self.scene = case, scene_of(case, scene_id)
        kind = KINDS[self.scene["kind"]]
        self.form = SceneForm(data, case=case, scene=self.scene, prefix="s")
        self.choices = [ChoiceEditor(data, case=case, choice=one) for one in self.scene.get("choices", [])]
        self.part = kind.rows.name if kind.rows else ""
        self.rows = [
            ROW_FORMS[self.part](data, case=case, row=row, prefix=f"r-{row['id']}")
            for row in (self.scene[self.part] if self.part else [])
        ]
        self.routes = (
            RouteRows(data, case=case, following=self.scene["next"], prefix="next") if "next" in self.scene else None
        )

    @property
    def may_have_choices(self) -> bool:
        kind = KINDS[self.scene["kind"]]
        return "choices" in kind.needs | kind.may

    def is_valid(self) -> bool:
        parts = [self.form, *self.choices, *self.rows, *([self.routes] if self.routes else [])]
        return all(part.is_valid() for part in parts)

    def content(self) -> dict:
        """The case with the scene as typed."""
        scene = self.form.content()
        if self.choices:
            scene["choices"] = [choice.content() for choice in self.choices]
        if self.part:
            scene[self.part] = [row.content() for row in self.rows]
        if self.routes:
            scene["next"] = self.routes.content()
        case = copy.deepcopy(self.case)
        case["scenes"] = [scene if one["id"] == scene["id"] else one for one in case["scenes"]]
        return case
