"""What the columns of a trainer's sheet mean."""

import re
import unicodedata

HEADINGS = {
    "kind": "题型 类型 试题类型 题目类型 试题题型 kind type",
    "stem": "题干 题目 试题 问题 题目内容 试题内容 题干内容 试题题干 题目描述 stem question",
    "options": "选项 备选项 选项内容 备选答案 options",
    "answer": "答案 正确答案 标准答案 参考答案 答案要点 正确选项 answer key",
    "explanation": "解析 答案解析 试题解析 题目解析 讲解 explanation",
    "difficulty": "难度 难易度 难易程度 难度等级 difficulty",
    "service_items": "事项 事项代码 事项编码 所属事项 关联事项",
    "rules": "规则 规则代码 服务规则",
    "topic": "知识点 所属知识点 考点 topic",
    "points": "分值 分数 默认分值 points",
    "pool": "题库 用途 题库用途 pool",
    "legal_basis": "依据 法律依据 政策依据 出处",
    "clause": "条款 条文",
    "source": "来源 source",
    "checked_on": "核对日期",
    "valid_from": "生效日期 有效期起 生效",
    "valid_to": "失效日期 有效期止 失效",
    "code": "编号 题号 试题编号 code",
    "cognitive_level": "认知层次 认知水平 能力层次",
    "exclusion_group": "互斥组 互斥",
    "tolerance": "误差 允许误差",
    "unit": "单位",
    "scoring": "计分方式 多选计分",
    "max_length": "字数上限",
    "notes": "评分说明 阅卷说明",
}
FIELD_BY_HEADING = {word: field for field, words in HEADINGS.items() for word in words.split()}
FIELDS = [*HEADINGS, *(f"option:{letter}" for letter in "ABCDEFGHIJ")]
OPTION = re.compile(r"^(?:选项|备选项|答案选项|option)?([a-j])(?:选项)?$")
OPTION_NUMBER = re.compile(r"^(?:选项|备选项)([1-9]|10|[一二三四五六七八九十])$")
ORDINALS = "一二三四五六七八九十"


def field_of(heading: str) -> str | None:
    """The field that a heading names, None if it names none."""
    plain = re.sub(r"[\s*＊:：()（）]|必填|选填", "", unicodedata.normalize("NFKC", heading)).lower()
    if plain in FIELD_BY_HEADING:
        return FIELD_BY_HEADING[plain]
    if found := OPTION.match(plain):
        return f"option:{found.group(1).upper()}"
    if found := OPTION_NUMBER.match(plain):
        number = ORDINALS.index(found.group(1)) + 1 if found.group(1) in ORDINALS else int(found.group(1))
        return f"option:{'ABCDEFGHIJ'[number - 1]}"
    return None


def letter_of(index: int) -> str:
    """0 → "A", 26 → "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def guess(rows: list[list[str]]) -> tuple[int, dict[str, str]] | None:
    """(index of the heading row, column letter → field) from the first ten rows; None if no row has a stem heading."""
    for index, row in enumerate(rows[:10]):
        fields: dict[str, str] = {}
        for column, heading in enumerate(row):
            field = field_of(heading) if heading else None
            if field and field not in fields.values():
                fields[letter_of(column)] = field
        if "stem" in fields.values() and len(fields) >= 2:
            return index, fields
    return None
