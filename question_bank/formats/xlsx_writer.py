"""Questions as our Excel sheet, and the template that trainers fill in."""

import io
import re

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from question_bank.formats import words
from question_bank.formats.gift_reader import plain_number
from question_bank.formats.parsed import Loss, ParsedQuestion, Written

COLUMNS = (
    ("题型", 9), ("题干", 52), *((letter, 20) for letter in "ABCDEFGHIJ"), ("答案", 16), ("解析", 52), ("难度", 6), ("事项", 12),
    ("规则", 14), ("知识点", 22), ("分值", 6), ("题库", 7), ("认知层次", 9), ("互斥组", 14), ("依据", 28), ("条款", 18), ("来源", 10),
    ("核对日期", 12), ("生效日期", 12), ("失效日期", 12), ("编号", 10), ("误差", 8), ("单位", 8), ("计分方式", 14), ("字数上限", 9),
    ("评分说明", 30),
)  # fmt: skip
HEADINGS = [name for name, _width in COLUMNS]
CHOICES = {
    "题型": list(words.KIND_WORDS.values()), "难度": ["易", "中", "难"], "题库": ["练习", "考试", "通用"],
    "认知层次": list(words.LEVEL_WORDS.values()), "计分方式": list(words.SCORING_WORDS.values()),
}  # fmt: skip
CELL_LIMIT = 32_000
SHEET, GUIDE, LISTS = "试题", "填写说明", "选项"
EXAMPLES = (
    {"题型": "单选题", "题干": "行政许可窗口决定受理，应当给申请人什么？", "A": "口头答复", "B": "加盖专用印章并注明日期的书面凭证", "C": "一张便条", "D": "一条短信", "答案": "B", "解析": "受理或者不予受理，都应当出具加盖专用印章、注明日期的书面凭证。", "难度": "易", "分值": 2, "题库": "练习", "认知层次": "识记", "依据": "中华人民共和国行政许可法", "条款": "第三十二条"},
    {"题型": "多选题", "题干": "一次性告知单应当写明哪些内容？", "A": "需要补充的全部材料", "B": "怎么补、到哪里补", "C": "咨询电话", "D": "经办人的家庭住址", "答案": "ABC", "解析": "缺什么、怎么补、问谁，都要一次写清。", "难度": "中", "分值": 3, "计分方式": "漏选给部分分"},
    {"题型": "判断题", "题干": "窗口可以因领导不在而不予收件。", "答案": "错", "解析": "领导不在由 B 角或首席代表接办。", "难度": "易", "分值": 1},
    {"题型": "填空题", "题干": "材料不齐全的，应当当场或者在____日内一次告知；逾期不告知的，自收到材料之日起即为____。", "答案": "5/五；受理", "解析": "多个空用“；”隔开，同义答案用“/”隔开。", "难度": "中", "分值": 2, "误差": "0；", "单位": "日；"},
    {"题型": "排序题", "题干": "把低保审核的环节按先后排列。", "A": "公示", "B": "书面申请", "C": "调查核实", "D": "审批", "答案": "BCAD", "难度": "难", "分值": 3},
    {"题型": "匹配题", "题干": "把缴费年限与最长领金期限对应起来。", "A": "满 1 年不足 5 年=>12 个月", "B": "满 5 年不足 10 年=>18 个月", "C": "=>36 个月", "难度": "中", "分值": 4},
    {"题型": "简答题", "题干": "怎样判断能不能容缺受理？", "答案": "1.事项和材料在公开的清单内（2分）\n2.主要材料齐全有效（2分）\n3.申请人书面承诺补齐期限（2分）", "难度": "中", "分值": 6, "字数上限": 600},
)  # fmt: skip
NOTES = (
    "第一张表填试题，一行一题；“题干”“答案”必填，其余可空。列的先后可以调换，用不到的列可以删去。",
    "题型：单选题、多选题、判断题、填空题、排序题、匹配题、简答题、论述题。案例题、材料审核题一行放不下，请在系统里写。",
    "答案：单选、多选写字母（B、ACD）或选项原文；判断写 对 错 或 √ ×；排序按先后写字母（CABD）；简答一行一个要点，句末写（2分）。",
    "填空：题干每空写 ____（四个下划线）；多个空的答案用“；”隔开，同义答案用“/”隔开；答案里本来有这两个符号的，前面加“\\”。",
    "误差、单位：只用于填空，按空的先后用“；”隔开。填了误差的空按数值比较，0 表示必须相等。",
    "匹配：每格写“左=>右”，只写“=>右”的是干扰项。",
    "事项、规则：写代码，多个用“、”隔开，如 I04、R02。知识点写“一级/二级”。",
    "日期写成 2026-11-21。生效、失效日期留空表示不限。",
    "示例均为演示口径，以当地公布的办事指南为准。照着“示例”一表填，填好的示例不会被导入。",
)


def write(questions: list[ParsedQuestion]) -> Written:
    """Every question that a row can hold; the others, and what a row has no place for, are among the losses."""
    book, sheet = _book()
    losses: list[Loss] = []
    for number, question in enumerate(questions, 1):
        where = question.code or f"question:{number}"
        row, lost = row_of(question, where)
        losses += lost
        if row is not None:
            _append(sheet, row)
    return Written(_saved(book), losses)


def template() -> bytes:
    """The sheet to fill in, with drop-downs, a sheet of examples and one that explains."""
    book, sheet = _book()
    lists = book.create_sheet(LISTS)
    for index, (heading, values) in enumerate(CHOICES.items(), 1):
        for number, value in enumerate(values, 1):
            lists.cell(number, index, value)
        letter, column = get_column_letter(index), get_column_letter(HEADINGS.index(heading) + 1)
        rule = DataValidation("list", formula1=f"'{LISTS}'!${letter}$1:${letter}${len(values)}", allow_blank=True)
        rule.error = "请从下拉列表里选"
        sheet.add_data_validation(rule)
        rule.add(f"{column}2:{column}2000")
    lists.sheet_state = "hidden"
    guide = book.create_sheet(GUIDE)
    for line in NOTES:
        guide.append([line])
    guide.column_dimensions["A"].width = 120
    examples = book.create_sheet("示例")
    examples.append(["照此填在“试题”表里：", *HEADINGS])
    for example in EXAMPLES:
        _append(examples, ["", *(example.get(name, "") for name in HEADINGS)])
    return _saved(book)


def _book() -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(HEADINGS)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE8F5")
        cell.alignment = Alignment(horizontal="center")
    for index, (_name, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "C2"
    return book, sheet


def _append(sheet: Worksheet, values: list) -> None:
    """Text cells are text whatever they begin with, and say so to Excel (quotePrefix), so that none is ever a formula."""
    row = sheet._current_row + 1  # max_row walks over every cell, which makes a long sheet slow
    for column, value in enumerate(values, 1):
        if value in ("", None):
            continue
        cell: Cell = sheet.cell(row, column)
        if isinstance(value, int | float):
            cell.value = value
            continue
        cell.value = value
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if value[0] in "=+-@\t\r＝＋－＠":
            cell.quotePrefix = True


def _saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def row_of(question: ParsedQuestion, where: str) -> tuple[list | None, list[Loss]]:
    """The cells of a question, None if a row cannot hold it, and what was lost."""
    if question.kind not in words.KIND_WORDS:
        return None, [Loss(where, "kind", {"kind": question.kind}, dropped=True)]
    try:
        options, answer = ANSWERS[question.kind](question)
    except OverflowError:
        return None, [Loss(where, "options", dropped=True)]
    facets = question.facets
    values = {
        "题型": words.KIND_WORDS[question.kind], "题干": question.content["stem"], **dict(zip("ABCDEFGHIJ", options)),
        "答案": answer, "解析": question.explanation, "难度": words.DIFFICULTY_WORDS.get(facets.get("difficulty"), ""),
        "事项": "、".join(question.service_items), "规则": "、".join(question.rules), "知识点": facets.get("topic", ""),
        "分值": float(facets["points"]) if facets.get("points") else "", "题库": words.POOL_WORDS.get(facets.get("pool"), ""),
        "认知层次": words.LEVEL_WORDS.get(facets.get("cognitive_level"), ""), "互斥组": facets.get("exclusion_group", ""),
        "依据": facets.get("legal_basis", ""), "条款": facets.get("clause", ""),
        "来源": facets.get("source", "") + ("（须核实）" if facets.get("to_verify") else ""),
        "核对日期": facets.get("checked_on", ""), "生效日期": facets.get("valid_from", ""), "失效日期": facets.get("valid_to", ""),
        "编号": question.code, "计分方式": words.SCORING_WORDS.get(question.content.get("scoring"), ""),
        "字数上限": question.content.get("max_length", ""), "评分说明": question.notes, **_blank_columns(question),
    }  # fmt: skip
    losses = [Loss(where, "images")] if question.images else []
    row = [values.get(name, "") for name in HEADINGS]
    texts = [value for value in row if isinstance(value, str)]
    if any(len(text) > CELL_LIMIT for text in texts):
        return None, [Loss(where, "cell_size", dropped=True)]
    if any(ILLEGAL_CHARACTERS_RE.search(text) for text in texts):
        return None, [Loss(where, "characters", dropped=True)]
    return row, losses


def _blank_columns(question: ParsedQuestion) -> dict[str, str]:
    if question.kind != "fill_in":
        return {}
    blanks = question.key["blanks"]
    tolerances = [
        plain_number(float(blank["numeric"]["tolerance"])) if blank.get("numeric") else "" for blank in blanks
    ]
    units = [blank.get("unit") or "" for blank in blanks]
    return {"误差": "；".join(tolerances) if any(tolerances) else "", "单位": "；".join(units) if any(units) else ""}


def _lettered(rows: list[dict]) -> tuple[list[str], dict[str, str]]:
    if len(rows) > 10:
        raise OverflowError
    return [row["text"] for row in rows], {row["id"]: words.LETTERS[index] for index, row in enumerate(rows)}


def _choice(question: ParsedQuestion) -> tuple[list[str], str]:
    texts, letters = _lettered(question.content["options"])
    return texts, "".join(sorted(letters[name] for name in question.key["correct"]))


def _true_false(question: ParsedQuestion) -> tuple[list[str], str]:
    return [], "对" if question.key["correct"] else "错"


def _fill_in(question: ParsedQuestion) -> tuple[list[str], str]:
    return [], "；".join("/".join(_escaped(text) for text in blank["answers"]) for blank in question.key["blanks"])


def _escaped(text: str) -> str:
    return re.sub(r"([\\/；;])", r"\\\1", text)


def _ordering(question: ParsedQuestion) -> tuple[list[str], str]:
    texts, letters = _lettered(question.content["entries"])
    return texts, "".join(letters[name] for name in question.key["order"])


def _matching(question: ParsedQuestion) -> tuple[list[str], str]:
    rights = {row["id"]: row["text"] for row in question.content["rights"]}
    pairs = question.key["pairs"]
    cells = [f"{row['text']}=>{rights[pairs[row['id']]]}" for row in question.content["lefts"]]
    cells += [f"=>{text}" for name, text in rights.items() if name not in set(pairs.values())]
    if len(cells) > 10:
        raise OverflowError
    return cells, ""


def _written(question: ParsedQuestion) -> tuple[list[str], str]:
    points = question.key["marking_points"]
    return [], "\n".join(
        f"{n}.{point['text']}（{plain_number(float(point['points']))}分）" for n, point in enumerate(points, 1)
    )


ANSWERS = {
    "single_choice": _choice, "multiple_choice": _choice, "true_false": _true_false, "fill_in": _fill_in,
    "ordering": _ordering, "matching": _matching, "short_answer": _written, "essay": _written,
}  # fmt: skip
