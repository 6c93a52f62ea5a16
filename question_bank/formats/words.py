"""How trainers write kinds, answers, difficulties and dates."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

KINDS = {
    "single_choice": ("单选题", "单选", "单项选择题", "单项选择", "single choice", "single_choice"),
    "multiple_choice": (
        "多选题", "多选", "多项选择题", "多项选择", "不定项选择题", "不定项选择", "不定项", "multiple choice", "multiple_choice",
    ),
    "true_false": ("判断题", "判断", "是非题", "对错题", "判断正误", "true/false", "true false", "true_false"),
    "fill_in": ("填空题", "填空", "fill in", "fill_in"),
    "ordering": ("排序题", "排序", "ordering"),
    "matching": ("匹配题", "匹配", "连线题", "配对题", "matching"),
    "short_answer": ("简答题", "简答", "问答题", "问答", "short answer", "short_answer"),
    "essay": ("论述题", "论述", "essay"),
}  # fmt: skip
KIND_BY_WORD = {word: kind for kind, words in KINDS.items() for word in words}
CHOICE_WORDS = ("选择题", "选择")  # single or multiple: the number of right letters decides
TRUE_WORDS = frozenset(["对", "√", "✓", "✔", "正确", "是", "t", "true", "y", "yes", "1", "r", "○", "v"])
FALSE_WORDS = frozenset(["错", "×", "✗", "✘", "x", "错误", "否", "不对", "f", "false", "n", "no", "0", "w", "╳"])
DIFFICULTIES = {
    "易": 1,
    "简单": 1,
    "容易": 1,
    "低": 1,
    "1": 1,
    "中": 2,
    "中等": 2,
    "一般": 2,
    "2": 2,
    "难": 3,
    "困难": 3,
    "高": 3,
    "3": 3,
}
DIFFICULTY_WORDS = {1: "易", 2: "中", 3: "难"}
POOLS = {"练习": "practice", "考试": "exam", "通用": "both", "practice": "practice", "exam": "exam", "both": "both"}
POOL_WORDS = {"practice": "练习", "exam": "考试", "both": "通用"}
LEVELS = {
    "识记": "remember", "记忆": "remember", "理解": "understand", "应用": "apply", "运用": "apply", "分析": "analyse",
    "remember": "remember", "understand": "understand", "apply": "apply", "analyse": "analyse",
}  # fmt: skip
LEVEL_WORDS = {"remember": "识记", "understand": "理解", "apply": "应用", "analyse": "分析"}
SCORINGS = {
    "全对给分": "all_or_nothing",
    "漏选给部分分": "partial",
    "部分给分": "partial",
    "错选倒扣": "partial_penalty",
}
SCORING_WORDS = {"all_or_nothing": "全对给分", "partial": "漏选给部分分", "partial_penalty": "错选倒扣"}
KIND_WORDS = {
    "single_choice": "单选题", "multiple_choice": "多选题", "true_false": "判断题", "fill_in": "填空题",
    "ordering": "排序题", "matching": "匹配题", "short_answer": "简答题", "essay": "论述题",
}  # fmt: skip
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
GAP = re.compile(r"_{2,}|＿{2,}|（[\s　]*）|\([\s　]*\)|【[\s　]*】")


def nfkc(text: Any) -> str:
    return unicodedata.normalize("NFKC", str(text)).strip()


def kind_of(word: str) -> str | None:
    """The kind that `word` names; "choice" if it only says that there are options; None if unknown."""
    plain = nfkc(word).lower().strip("[]【】()（）:： ")
    return "choice" if plain in CHOICE_WORDS else KIND_BY_WORD.get(plain)


def truth_of(word: Any) -> bool | None:
    """True or False for 对/错, √/×, T/F, 正确/错误 …; None for anything else."""
    if isinstance(word, bool):
        return word
    plain = nfkc(word).lower().strip("[]【】()。. ")
    if plain.endswith(".0"):
        plain = plain[:-2]
    return True if plain in TRUE_WORDS else False if plain in FALSE_WORDS else None


def letters_of(answer: str, letters: str = LETTERS) -> list[str] | None:
    """The option letters of an answer such as "B", "ACD", "a、c", "A C D", "Ｂ。"; None if it is not letters."""
    plain = re.sub(r"[\s,，、;；/.。和与及]+", "", nfkc(answer).upper())
    if not plain or any(letter not in letters for letter in plain) or len(set(plain)) != len(plain):
        return None
    return list(plain)


def same(text: str) -> str:
    """A form in which two writings of one option text are equal."""
    return re.sub(r"\s+", "", nfkc(text)).rstrip("。.；;").lower()


def date_of(value: Any) -> str | None:
    """ISO text of a date cell or of 2026-11-21, 2026/11/21, 2026.11.21, 2026年11月21日; "" if empty; None if unreadable."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    plain = nfkc(value)
    if not plain:
        return ""
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?", plain)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def codes_of(text: Any) -> list[str]:
    """Codes separated by 、 , ; / or blanks: "R02、R03"."""
    return list(dict.fromkeys(part for part in re.split(r"[\s、,，;；/]+", nfkc(text)) if part))


def gaps(stem: str) -> str:
    """The stem with every way to leave a gap written as ____."""
    return GAP.sub("____", stem)


POINT_MARK = re.compile(r"^\s*(?:\d{1,2}\s*[、.．)）]|[（(]\d{1,2}[）)]|[①-⑳])\s*")
POINTS_TAIL = re.compile(r"\s*[（(]\s*(\d+(?:\.\d+)?)\s*分\s*[）)]\s*[；;。.]?\s*$")


def marking_points(text: str, total: float | None = None) -> list[dict]:
    """Marking points from an answer written as numbered lines or "（1）…；（2）…", marks in （2分） or shared out evenly."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        parts = re.split(r"[；;](?=\s*(?:[（(]\d{1,2}[）)]|\d{1,2}[、.．)）]|[①-⑳]))", lines[0])
        lines = [part.strip() for part in parts if part.strip()]
    found = []
    for line in lines:
        tail = POINTS_TAIL.search(line)
        marks = float(tail.group(1)) if tail else None
        words = POINT_MARK.sub("", line[: tail.start()] if tail else line, count=1).strip()
        if len(lines) > 1 and not tail:
            words = words.rstrip("；;。")
        if words:
            found.append([words, marks])
    return _shared(found, total)


def _shared(found: list[list], total: float | None) -> list[dict]:
    open_points = [row for row in found if row[1] is None]
    left = (total or 0) - sum(row[1] or 0 for row in found)
    each = left / len(open_points) if open_points and left > 0 else 2.0
    each = max(0.5, int(each * 2) / 2)
    for row in open_points:
        row[1] = each
    if open_points and left > each * len(open_points):
        open_points[-1][1] += left - each * len(open_points)
    return [{"text": words, "points": _whole(marks)} for words, marks in found]


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def number_of(value: Any) -> float | None:
    """A finite number, or None."""
    try:
        number = float(nfkc(value).removesuffix("分"))
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None  # also refuses nan and inf
