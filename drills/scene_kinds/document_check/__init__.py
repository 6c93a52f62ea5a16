"""Papers lie on the desk; the person marks each one, and then may have to decide."""

from drills.rules.state import TRUTHS
from drills.scene_kinds.base import Judgement, Part, SceneKind


class DocumentCheck(SceneKind):
    kind = "document_check"
    needs = frozenset({"documents", "rules", "effects", "score"})
    may = frozenset({"next", "choices", "handbook"})
    rows = Part("documents", frozenset({"id", "name", "face", "truth", "why"}), frozenset({"if_wrong"}))

    def move_from_form(self, data, scene):
        marks = {row["id"]: data.get(f"mark-{row['id']}") for row in scene["documents"]}
        move = {"marks": {key: mark for key, mark in marks.items() if mark}}
        return move | ({"choice": data["choice"]} if data.get("choice") else {})

    def move_problem(self, scene, move):
        marks = move.get("marks")
        if not isinstance(marks, dict) or set(marks) != {row["id"] for row in scene["documents"]}:
            return "marks_missing"
        return "" if all(mark in TRUTHS for mark in marks.values()) else "unknown_mark"

    def judge(self, scene, move):
        missed = [row for row in scene["documents"] if move["marks"][row["id"]] != row["truth"]]
        return Judgement(
            tuple(row["id"] for row in missed),
            len(scene["documents"]),
            tuple(row["if_wrong"] for row in missed if row.get("if_wrong")),
        )

    def face(self, scene):
        return {
            "documents": [{key: row[key] for key in ("id", "name", "face")} for row in scene["documents"]],
            "handbook": scene.get("handbook", ""),
            "truths": TRUTHS,
        }

    def right_move(self, scene):
        return {"marks": {row["id"]: row["truth"] for row in scene["documents"]}}

    def problems(self, scene):
        if ("next" in scene) == ("choices" in scene):
            yield "next_or_choices", {}
        if all(row["truth"] == "valid" for row in scene["documents"]):
            yield "no_defect", {}
        for row in scene["documents"]:
            if not row["truth"].startswith("{") and row["truth"] not in TRUTHS:
                yield "unknown_truth", {"row": row["id"], "value": row["truth"]}
