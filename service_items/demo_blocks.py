"""Blocks of the demo's course and policy files as values of a StreamField."""

from datetime import date
from html import escape
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from organisation.demo import moved

TYPES = {"drill_link": "link"}
CALLOUTS = {"易错点": "error", "红线": "red_line", "提示": "tip"}
MARKS = {"法": "law", "读": "read", "识": "common", "演": "demo"}


def placed(block: dict, value) -> dict:
    """The block with its stable id, as a StreamField takes it."""
    return {
        "type": TYPES.get(block["type"], block["type"]),
        "id": str(uuid5(NAMESPACE_URL, block["id"])),
        "value": value,
    }


def value_of(block: dict, today: date):
    """The value of one block; its dates are moved so that the file seems to have been written today."""
    return VALUES[block["type"]](block, today)


VALUES = {
    "heading": lambda block, today: block["text"],
    "text": lambda block, today: f"<p>{escape(block['text'], quote=False)}</p>",
    "callout": lambda block, today: {
        "kind": CALLOUTS[block["kind"]],
        "title": block["title"],
        "text": block["text"],
    },
    "steps": lambda block, today: {"steps": block["items"]},
    "table": lambda block, today: {
        "caption": block["caption"],
        "head": " | ".join(block["head"]),
        "rows": "\n".join(" | ".join(row) for row in block["rows"]),
    },
    "clause": lambda block, today: {
        "law": block["law"],
        "clause": block["clause"],
        "summary": block["text_summary"],
        "mark": MARKS[block["mark"]],
        "checked_on": moved(block["checked_on"], today).isoformat(),
    },
    "service_item_card": lambda block, today: {"code": block["service_item"]},
    "dialogue": lambda block, today: {"lines": block["lines"]},
    "figure": lambda block, today: {
        "file": Path(block["file"]).name,
        "alt": block["alt"],
        "caption": block["caption"],
    },
    "drill_link": lambda block, today: {"kind": "drill", "key": block["case"], "text": block["text"]},
}
