"""Somebody speaks; the person answers by one of 2-5 choices."""

from drills.scene_kinds.base import SceneKind


class Dialogue(SceneKind):
    kind = "dialogue"
    needs = frozenset({"speaker", "choices"})

    def move_from_form(self, data, scene):
        return {"choice": data["choice"]} if data.get("choice") else {}

    def face(self, scene):
        return {"speaker": scene["speaker"]}
