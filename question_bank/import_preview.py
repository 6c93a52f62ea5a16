"""A parsed question's answer in words, for the trainer who brought it."""

from django.utils.translation import gettext as _


def answer_text(kind: str, content: dict, key: dict) -> str:
    """One line (several for marking points); "" for kinds that a page shows better."""
    if kind in ("single_choice", "multiple_choice"):
        return "".join(key["correct"])
    if kind == "true_false":
        return _("正确") if key["correct"] else _("错误")
    if kind == "fill_in":
        return "；".join(" / ".join(blank["answers"]) + (blank.get("unit") or "") for blank in key["blanks"])
    if kind == "ordering":
        return " → ".join(key["order"])
    if kind == "matching":
        rights = {row["id"]: row["text"] for row in content["rights"]}
        return "\n".join(f"{row['text']} → {rights[key['pairs'][row['id']]]}" for row in content["lefts"])
    return "\n".join(f"{point['text']}（{point['points']}）" for point in key.get("marking_points", []))
