"""Compose the 一次性告知: put in every needed point and none that is not."""

from drills.scene_kinds.base import Judgement, Part, SceneKind


class Notice(SceneKind):
    kind = "notice"
    needs = frozenset({"points", "rules", "effects", "score", "next"})
    may = frozenset({"handbook"})
    rows = Part("points", frozenset({"id", "text", "needed", "why"}), frozenset({"if_wrong"}))

    def move_from_form(self, data, scene):
        picked = data.getlist("point")
        return {"points": [row["id"] for row in scene["points"] if row["id"] in picked]}

    def move_problem(self, scene, move):
        points = move.get("points")
        if not points or not isinstance(points, list):
            return "points_missing"
        return "" if set(points) <= {row["id"] for row in scene["points"]} else "unknown_point"

    def judge(self, scene, move):
        missed = [row for row in scene["points"] if (row["id"] in move["points"]) != row["needed"]]
        return Judgement(
            tuple(row["id"] for row in missed),
            len(scene["points"]),
            tuple(row["if_wrong"] for row in missed if row.get("if_wrong")),
        )

    def face(self, scene):
        return {
            "points": [{key: row[key] for key in ("id", "text")} for row in scene["points"]],
            "handbook": scene.get("handbook", ""),
        }

    def right_move(self, scene):
        return {"points": [row["id"] for row in scene["points"] if row["needed"]]}

    def problems(self, scene):
        needed = {row["needed"] for row in scene["points"]}
        if needed != {True, False}:
            yield "points_one_sided", {}
