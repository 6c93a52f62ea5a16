"""The parts of a service item as one plain dictionary: what versions freeze, files carry and pages show.

Columns and streams on one side, `content` on the other (domain.md §3): every row of a part has a stable "id".
"""

import json
from datetime import date

from wagtail.documents import get_document_model

# content key → column, for plain text and numbers
PLAIN = {
    "type": "item_type", "handling_type": "handling_type", "agency": "agency", "agency_kind": "agency_kind",
    "use_level": "use_level", "power_source": "power_source", "entrusted_by": "entrusted_by",
    "joint_agencies": "joint_agencies", "audience": "audience", "label": "label", "place": "place", "status": "status",
    "catalog_code": "catalog_code", "task_code": "task_code", "handle_code": "handle_code",
    "special_procedure": "special_procedure", "handling_forms": "handling_forms", "reach": "reach", "stationed_hall": "stationed_hall",
    "visits_max": "visits_max", "visits_reason": "visits_reason", "online_depth": "online_depth",
    "window_flow": "window_flow", "online_flow": "online_flow", "checked_against": "checked_against",
}  # fmt: skip
SWITCHES = {"booking": "booking", "mailing": "mailing"}
DAYS = {"planned_from": "planned_from", "planned_until": "planned_until"}
LISTS = {"channels": "channels"}  # text with 、 ↔ list
LINES = {"one_thing": "one_thing"}  # one a line ↔ list; a line may hold 、
CONTACT = {"consult": "consult", "supervise": "supervise", "place": "contact_place", "hours": "contact_hours"}
RESULT = {"name": "result_name", "kind": "result_kind", "validity": "result_validity"}
STREAMS = (
    "conditions", "standards", "materials", "limits", "fees", "steps", "basis", "local_differences", "special_cases",
    "error_prone", "risks", "faq",
)  # fmt: skip
FORMS = ("blank_form", "sample_form")


def content_of(item) -> dict:
    """The content of the item as its columns and streams have it now."""
    content = {key: getattr(item, column) for key, column in (PLAIN | SWITCHES).items()}
    content |= {key: _day(getattr(item, column)) for key, column in DAYS.items()}
    content |= {key: _split(getattr(item, column)) for key, column in LISTS.items()}
    content |= {key: _lines(getattr(item, column)) for key, column in LINES.items()}
    content["contact"] = {key: getattr(item, column) for key, column in CONTACT.items()}
    content["result"] = {key: getattr(item, column) for key, column in RESULT.items()}
    content["result"]["delivery"] = _split(item.result_delivery)
    content["rules"] = sorted(rule.code for rule in item.rules.all()) if item.pk else []
    content |= {name: _rows(getattr(item, name)) for name in STREAMS}
    _name_forms(content["materials"])
    chart, sample = item.flow_chart, item.result_sample
    content["flow_chart"] = {"id": chart.pk, "title": chart.title, "url": chart.file.url} if chart else None
    content["result_sample"] = {"id": sample.pk, "title": sample.title, "url": sample.url} if sample else None
    return content | _summed_up(content["materials"], item.tolerance_note)


def fill(item, content: dict) -> None:
    """Set the item's columns and streams from `content`; what it does not mention stays. Rules are set apart."""
    for key, column in (PLAIN | SWITCHES | LISTS | LINES | DAYS).items():
        if key in content:
            setattr(item, column, _column(item, key, column, content[key]))
    for name, columns in (("contact", CONTACT), ("result", RESULT)):
        for key, column in columns.items():
            if key in content.get(name, {}):
                setattr(item, column, content[name][key] or "")
    if "delivery" in content.get("result", {}):
        item.result_delivery = "、".join(content["result"]["delivery"])
    if "note" in content.get("tolerance", {}):
        item.tolerance_note = content["tolerance"]["note"] or ""
    for name in STREAMS:
        if name in content:
            setattr(item, name, stream(content[name]))


def stream(rows: list[dict]) -> str:
    """The rows of one part as a stream stores them."""
    return json.dumps([{"type": "row", "id": row["id"], "value": _plain_row(row)} for row in rows], ensure_ascii=False)


def _plain_row(row: dict) -> dict:
    """Without id; no text is null; a form is its document's number."""
    value = {}
    for key, given in row.items():
        if key in FORMS:
            value[key] = given["id"] if isinstance(given, dict) else given
        elif isinstance(given, dict):
            value[key] = _plain_row(given)
        elif key != "id":
            value[key] = "" if given is None and key not in ("days", "copies") else given
    return value


def _column(item, key: str, column: str, given):
    if key in LISTS:
        return "、".join(given or [])
    if key in LINES:
        return "\n".join(given or [])
    if key in DAYS:
        return date.fromisoformat(given) if given else None
    field = item._meta.get_field(column)
    return given if given not in (None, "") else None if field.null else field.get_default()


def _rows(value) -> list[dict]:
    return [{"id": row["id"], **row["value"]} for row in value.get_prep_value()]


def _name_forms(materials: list[dict]) -> None:
    """Say of each form its title and address beside its number."""
    wanted = {row[key] for row in materials for key in FORMS if row.get(key)}
    if not wanted:
        return
    known = get_document_model().objects.in_bulk(wanted)
    for row in materials:
        for key in FORMS:
            document = known.get(row.get(key))
            row[key] = {"id": document.pk, "title": document.title, "url": document.url} if document else None


def _summed_up(materials: list[dict], note: str) -> dict:
    """Which materials may follow later and which may be promised, by id and name, as pages and drills ask."""

    def listed(rows) -> list[dict]:
        return [{"id": row["id"], "name": row["name"]} for row in rows]

    later = listed(row for row in materials if (row.get("tolerance") or {}).get("allowed"))
    promised = listed(row for row in materials if row.get("commitment"))
    return {
        "tolerance": {"allowed": bool(later), "materials": later, "note": note},
        "commitment": {"allowed": bool(promised), "matters": promised},
    }


def _split(text: str) -> list[str]:
    return [part.strip() for part in (text or "").replace("\n", "、").split("、") if part.strip()]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _day(day) -> str:
    return day.isoformat() if day else ""
