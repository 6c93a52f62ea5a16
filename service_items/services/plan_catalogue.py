"""Read a catalogue file against what is stored: which items are new or differ, and what is wrong where. Writes nothing."""

import copy
import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from foundation.models import User
from foundation.spreadsheets import Row, RowError, Table, parse_date, read_sheets
from organisation.models import Node
from organisation.permissions import nodes_in_scope
from organisation.scoped_pages import AUTHORING_ROLES
from service_items import content as contents
from service_items.models import ServiceItem, ServiceRule
from service_items.models.items import check_item_code
from service_items.permissions import editable_items, holds_the_whole_tree
from service_items.rules import catalogue_words as words
from service_items.rules.differences import Difference, differences
from service_items.rules.wording import catch_alls
from service_items.words import initials

MAX_ROWS = 5000
MAX_ITEMS = 500
NEW, CHANGED, SAME = "new", "changed", "same"
STEM = 30  # characters of the code with which a row's id begins; the look-up keeps ids of 40
NUMBER = re.compile(r"\d{1,5}")


@dataclass
class ItemPlan:
    """What will become of one item. `draft` is the item as its next draft will be, unsaved."""

    kind: str
    row: int
    draft: ServiceItem
    rules: list[ServiceRule]
    changes: list[Difference]
    own_changes: list[str]
    digest: str


@dataclass
class CataloguePlan:
    items: list[ItemPlan] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.items)


def plan_catalogue(file, *, by: User) -> CataloguePlan:
    """What the uploaded catalogue would do for this keeper. A part whose sheet is missing stays as it is; where the sheet
    is there, its rows for an item are that part, whole."""
    wanted = {words.SHEET: ((words.CODE, words.NAME), words.OPTIONAL)}
    for sheet, (_key, _letter, _name, columns) in words.PARTS.items():
        wanted[sheet] = ((words.CODE, columns[0][0]), tuple(column[0] for column in columns[1:]))
    tables = read_sheets(file, wanted, max_rows=MAX_ROWS)
    plan = CataloguePlan(errors=[error for table in tables.values() for error in table.errors])
    plan.ignored = [f"{name}·{column}" for name, table in tables.items() for column in table.ignored]
    if "" in tables:
        return plan
    if words.SHEET not in tables:
        plan.errors.append(RowError("", "wrong_sheet", _("没有名为“%s”的工作表。请下载模板对照。") % words.SHEET))
        return plan
    items = tables.pop(words.SHEET)
    if not items.rows and not plan.errors:
        plan.errors.append(RowError("", "no_rows", _("“%s”表里没有数据。") % words.SHEET))
    if len(items.rows) > MAX_ITEMS:
        plan.errors.append(RowError("", "too_many_rows", _("一次最多导入 %s 个事项。请拆成几个文件。") % MAX_ITEMS))
    _plan(plan, items, tables, by)
    return plan


def _plan(plan: CataloguePlan, items: Table, tables: dict[str, Table], by: User) -> None:
    known = Known(by, {row[words.CODE] for row in items.rows})
    parts = {sheet: _by_code(sheet, table, known, plan.errors) for sheet, table in tables.items()}
    seen: dict[str, int] = {}
    for row in items.rows:
        found: list[RowError] = []
        code = row[words.CODE]
        if code.lower() in seen:
            message = _("编码 %(code)s 在第 %(row)s 行已经有了。") % {"code": code, "row": seen[code.lower()]}
            found.append(row.error(words.CODE, "twice", message))
        seen.setdefault(code.lower(), row.number)
        one = _item(row, items.columns, parts, known, found)
        plan.errors += [RowError(f"“{words.SHEET}” {one.where}", one.code, one.message) for one in found]
        if not found:
            plan.items.append(one)


class Known:
    """What is stored, fetched once: a thousand items cost as many queries as one."""

    def __init__(self, by: User, codes: set[str]) -> None:
        self.codes = codes
        stored = ServiceItem.objects.filter(code__in=codes).select_related("latest_revision", "node")
        self.items = {item.code: item for item in stored.prefetch_related("rules")}
        spelt = ServiceItem.objects.annotate(lower=Lower("code")).filter(lower__in={code.lower() for code in codes})
        self.spelling = dict(spelt.values_list("lower", "code"))
        self.editable = set(editable_items(by).filter(code__in=codes).values_list("pk", flat=True))
        kind = ContentType.objects.get_for_model(ServiceItem)
        running = WorkflowState.objects.active().filter(base_content_type=kind)
        self.in_review = {int(pk) for pk in running.values_list("object_id", flat=True)}
        self.rules = {rule.code: rule for rule in ServiceRule.objects.all()}
        self.nodes: dict[str, list[Node]] = defaultdict(list)
        for node in nodes_in_scope(by, *AUTHORING_ROLES):
            for key in {node.name, node.code}:
                self.nodes[key].append(node)
        self.places = list(nodes_in_scope(by, *AUTHORING_ROLES)[:2])
        self.whole_tree = holds_the_whole_tree(by, *AUTHORING_ROLES)


def _by_code(sheet: str, table: Table, known: Known, errors: list[RowError]) -> dict[str, list[dict]]:
    """The rows of one part by item, understood; their errors noted with the sheet's name."""
    found: dict[str, list[dict]] = {code: [] for code in known.codes}
    for row in table.rows:
        wrong: list[RowError] = []
        value = _part_row(sheet, row, wrong)
        if row[words.CODE] not in known.codes:
            message = _("“%(sheet)s”表里没有编码“%(code)s”。")
            message %= {"sheet": words.SHEET, "code": row[words.CODE][:40]}
            wrong.append(row.error(words.CODE, "unknown_item", message))
        else:
            found[row[words.CODE]].append(value)
        errors += [RowError(f"“{sheet}” {one.where}", one.code, one.message) for one in wrong]
    return found


def _part_row(sheet: str, row: Row, wrong: list[RowError]) -> dict:
    columns = words.PARTS[sheet][3]
    value: dict = {}
    for name, path, kind, most in columns:
        if name in row.values:
            words.put(value, path, _cell(row, name, kind, most, wrong))
    first = columns[0][0]
    if not row[first]:
        wrong.append(row.error(first, "blank", _("这一栏必须填。")))
    if sheet == "申报材料":
        for path, wording in catch_alls(value).items():
            column = next(name for name, known, *_kind in columns if known == path)
            wrong.append(row.error(column, "catch_all", _("“%s”是兜底说法，请写明具体材料。") % wording))
        if value.get("core") and words.get(value, "tolerance.allowed"):
            wrong.append(row.error("可以容缺", "core_tolerated", _("核心材料不能容缺，两样只能选一样。")))
    return value


def _cell(row: Row, name: str, kind: str, most: int, wrong: list[RowError]):
    text = row[name]
    if kind == "text":
        if len(text) > most:
            wrong.append(row.error(name, "too_long", _("不超过 %s 个字。") % most))
        return text
    if kind == "number":
        if text and not (NUMBER.fullmatch(text) and int(text) <= most):
            wrong.append(row.error(name, "bad_number", _("请填 0 到 %s 的整数，没有就留空。") % most))
            return None
        return int(text) if text else None
    choices = {"flag": words.YES | words.NO, "mark": words.MARKS, "limit": words.LIMITS, "level": words.LEVELS}[kind]
    if text not in choices:
        listed = _("是、否") if kind == "flag" else "、".join(word for word in choices if word)
        wrong.append(row.error(name, "bad_choice", _("可以填：%s。") % listed))
        return None
    return choices[text]


def _item(row: Row, columns: list[str], parts: dict, known: Known, wrong: list[RowError]) -> ItemPlan | None:
    code = row[words.CODE]
    try:
        check_item_code(code)
    except ValidationError as fault:
        wrong.append(row.error(words.CODE, "bad_code", fault.message))
    if not 0 < len(row[words.NAME]) <= 120:
        wrong.append(row.error(words.NAME, "bad_name", _("请填事项名称，不超过 120 个字。")))
    stored = known.items.get(code)
    if not stored and (spelt := known.spelling.get(code.lower())):
        wrong.append(row.error(words.CODE, "other_case", _("目录里是 %s，只差大小写，请照它写。") % spelt))
    if stored and stored.pk not in known.editable:
        wrong.append(row.error(words.CODE, "elsewhere", _("这个编码是别的单位在维护，请换一个编码或由那边来改。")))
        return None
    base = _base(stored)
    one = _planned(row, columns, parts, known, base, wrong)
    if one and one.kind == CHANGED and base is not stored:
        # What is exported is what holds at the window: brought back as it is, it takes nobody's draft away.
        published = _planned(row, columns, parts, known, stored, wrong)
        one = published if published and published.kind == SAME else one
    if one and one.kind == CHANGED and (stored.locked or stored.pk in known.in_review):
        wrong.append(row.error(words.CODE, "locked", _("这个事项正在审核或已锁定，办完再导入。")))
        return None
    return one


def _planned(
    row: Row, columns: list[str], parts: dict, known: Known, base: ServiceItem, wrong: list[RowError]
) -> ItemPlan | None:
    """What the row does to `base`; None, its errors noted, if anything in it is wrong."""
    stored, code = base.pk is not None, row[words.CODE]
    draft = copy.copy(base)
    before, own = (base.frozen() if stored else {}), _own(base)
    draft.code, draft.name = code, row[words.NAME]
    content = _content(row, wrong)
    for sheet, rows in parts.items():
        key, letter, named_by, _columns = words.PARTS[sheet]
        content[key] = _with_ids(rows.get(code, []), before.get(key, []), f"{code[:STEM]}-{letter}", named_by)
    _set_own(draft, row, known, wrong)
    rules = _rules(row, columns, known, base if stored else None, wrong)
    if wrong:
        return None
    contents.fill(draft, content)
    draft.rules = rules
    if not stored:
        draft.pinyin = draft.pinyin or initials(draft.short_name or draft.name)[:80]
    changes = differences(before, draft.frozen()) if stored else []
    own_changes = [label for label, value in _own(draft).items() if value != own[label]]
    kind = NEW if not stored else CHANGED if changes or own_changes else SAME
    digest = hashlib.sha256(json.dumps([row.values, content], sort_keys=True).encode()).hexdigest()
    return ItemPlan(kind, row.number, draft, rules, changes, own_changes, digest)


def _base(stored: ServiceItem | None) -> ServiceItem:
    """The item as its last draft has it."""
    if stored is None:
        return ServiceItem(live=False, has_unpublished_changes=True)
    if stored.has_unpublished_changes and stored.latest_revision:
        return stored.with_content_json(stored.latest_revision.content)
    return stored


def _own(item: ServiceItem) -> dict:
    """What no version holds: by label."""
    return {
        words.NODE: item.node_id,
        **{label: getattr(item, column) for label, column in (words.OWN_DAYS | {"拼音首字母": "pinyin"}).items()},
    }


def _content(row: Row, wrong: list[RowError]) -> dict:
    content: dict = {}
    for column, path in words.PLAIN.items():
        if column in row.values:
            words.put(content, path, _cell(row, column, "text", _most(path), wrong))
    for column, path in words.NUMBERS.items():
        if column in row.values:
            content[path] = _cell(row, column, "number", 99, wrong)
    for column, path in words.FLAGS.items():
        if column in row.values:
            content[path] = _cell(row, column, "flag", 0, wrong)
    for column, path in words.LISTS.items():
        if column in row.values:
            words.put(content, path, words.split(_cell(row, column, "text", 200, wrong)))
    for column, path in words.LINES.items():
        if column in row.values:
            lines = _cell(row, column, "text", 200, wrong).splitlines()
            content[path] = [line.strip() for line in lines if line.strip()]
    for column, path in words.DAYS.items():
        if column in row.values:
            day = _day(row, column, wrong)
            content[path] = day.isoformat() if day else ""
    return content


def _most(path: str) -> int:
    """The most characters that the column behind a path takes."""
    outer, _dot, inner = path.partition(".")
    tables = {"contact": contents.CONTACT, "result": contents.RESULT, "tolerance": {"note": "tolerance_note"}}
    column = tables[outer][inner] if inner else contents.PLAIN[outer]
    return ServiceItem._meta.get_field(column).max_length or 2000


def _set_own(draft: ServiceItem, row: Row, known: Known, wrong: list[RowError]) -> None:
    for column, name in words.OWN.items():
        if column in row.values:
            setattr(draft, name, _cell(row, column, "text", 60, wrong))
    for column, name in words.OWN_DAYS.items():
        if column in row.values:
            setattr(draft, name, _day(row, column, wrong))
    if draft.checked_on and draft.next_check_on and draft.next_check_on <= draft.checked_on:
        wrong.append(row.error("下次核对", "before", _("下次核对要在核对日期之后。")))
    if row[words.NODE]:
        draft.node = _node(row, known, wrong)
    elif draft.pk is None and not known.whole_tree:
        if len(known.places) == 1:
            draft.node = known.places[0]
        else:
            wrong.append(row.error(words.NODE, "blank", _("请填由哪个单位维护。")))


def _node(row: Row, known: Known, wrong: list[RowError]) -> Node | None:
    nodes = known.nodes.get(row[words.NODE], [])
    if len(nodes) == 1:
        return nodes[0]
    if nodes:
        codes = "、".join(node.code for node in nodes)
        wrong.append(row.error(words.NODE, "two_units", _("有几个单位同名，请改填编码：%s。") % codes))
    else:
        message = _("没有这个单位，或者不归您管：“%s”。") % row[words.NODE][:40]
        wrong.append(row.error(words.NODE, "unknown_unit", message))
    return None


def _rules(row: Row, columns: list[str], known: Known, base: ServiceItem | None, wrong) -> list[ServiceRule]:
    if words.RULES not in columns:
        return list(base.rules.all()) if base else []
    codes = words.split(row[words.RULES].replace(",", "、").replace("，", "、"))
    unknown = [code for code in codes if code not in known.rules]
    if unknown:
        wrong.append(row.error(words.RULES, "unknown_rule", _("没有规则“%s”，请填如 R04 的代码。") % unknown[0][:20]))
    return [known.rules[code] for code in codes if code in known.rules]


def _day(row: Row, column: str, wrong: list[RowError]):
    if not row[column]:
        return None
    try:
        return parse_date(row[column])
    except ValueError:
        wrong.append(row.error(column, "bad_date", _("请填日期，如 2026-11-21。")))
        return None


def _with_ids(rows: list[dict], before: list[dict], stem: str, named_by: str) -> list[dict]:
    """The rows with the ids of those they follow (same name, or same place where rows have no name), else with new ones.
    What the file does not carry - an attached form - stays with the row."""
    waiting: dict[str, list[dict]] = defaultdict(list)

    def name(row: dict, place: int) -> str:
        return str(row.get(named_by) or "") if named_by else str(place)

    for place, row in enumerate(before):
        waiting[name(row, place)].append(row)
    taken = {row["id"] for row in before}
    numbers = (f"{stem}{number}" for number in range(1, len(rows) + len(before) + 2))
    free = (key for key in numbers if key not in taken)
    made = []
    for place, row in enumerate(rows):
        same = waiting[name(row, place)]
        made.append(_merged(same.pop(0), row) if same else {"id": next(free), **row})
    return made


def _merged(old: dict, new: dict) -> dict:
    return old | {
        key: _merged(old[key], value) if isinstance(value, dict) and isinstance(old.get(key), dict) else value
        for key, value in new.items()
    }
