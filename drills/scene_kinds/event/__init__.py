"""Something happens and passes on by itself; the person only reads."""

from drills.scene_kinds.base import SceneKind


class Event(SceneKind):
    kind = "event"
    needs = frozenset({"effects", "next"})

    def move_from_form(self, data, scene):
        return {}

    def face(self, scene):
        return {}
