"""Telling the lines of a trainer's text apart: heading, question, option, answer, explanation."""

import re
from dataclasses import dataclass

from question_bank.formats import words

_KIND_NAMES = sorted([*words.KIND_BY_WORD, *words.CHOICE_WORDS], key=len, reverse=True)
KIND = "|".join(re.escape(name) for name in _KIND_NAMES if not name.isascii())
HEADING = re.compile(
    rf"^(?:第[一二三四五六七八九十]+(?:部分|大题|题型)|[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十]+[)）]|#+)?\s*[【\[]?\s*({KIND})\s*[】\]]?"
    r"\s*(?:[（(：:].*|共\s*\d+.*)?$"
)
OTHER_HEADING = re.compile(r"^[一二三四五六七八九十]+\s*、\s*\S{1,40}$")
EACH = re.compile(r"每(?:小)?题\s*(\d+(?:\.\d+)?)\s*分")
MARK = r"(?:√|×|✓|✔|✗|✘|对|错|正确|错误|是|否|[TFtf])"
QUESTION = re.compile(
    rf"^(?:[（(]\s*(?P<mark>{MARK}|\s)\s*[）)]\s*)?(?:[\[【（(]\s*(?P<before>{KIND})\s*[\]】）)]\s*)?"
    r"(?:(?P<ordinal>第\s*(?P<n1>\d{1,4})\s*题)[、.．:：]?|(?P<round>[（(](?P<n2>\d{1,4})[)）])[、.．]?"
    r"|(?P<n3>\d{1,4})\s*(?P<stop>[、.．)）]))\s*"
    rf"(?:[\[【（(]\s*(?P<after>{KIND})\s*[\]】）)]\s*)?(?P<rest>.*)$"
)
BARE_KIND = re.compile(rf"^[\[【（(]\s*({KIND})\s*[\]】）)]\s*(?P<rest>\S.*)$")
OPTION = re.compile(r"^[（(]?\s*(?P<letter>[A-Ja-jＡ-Ｊ])\s*(?:[)）]|[、.．:：]|[)）][、.．])\s*(?P<rest>.*)$")
OPTION_BARE = re.compile(r"^(?P<letter>[A-JＡ-Ｊ])[ \u3000]+(?P<rest>\S.*)$")
ANSWER = re.compile(
    r"^[【\[（(]?\s*(?:正确|参考|标准|本题|试题)?\s*答案\s*(?:要点)?\s*[】\]）)]?\s*(?:为|是)?\s*[:：]?\s*(?P<rest>.*)$"
)
SHORT_ANSWER = re.compile(
    r"^[【\[]?\s*(?:答|要点|评分标准|评分要点|答题要点)\s*(?:[】\]]\s*[:：]?|[:：])\s*(?P<rest>.*)$"
)
EXPLANATION = re.compile(
    r"^[【\[]?\s*(?:答案|试题|题目|参考)?(?:解析|详解|分析|讲解|解答)\s*(?:[】\]]\s*[:：]?|[:：])\s*(?P<rest>.*)$"
)
LABELS = {
    "难度": "difficulty", "难易度": "difficulty", "知识点": "topic", "考点": "topic", "事项": "service_items", "规则": "rules",
    "依据": "legal_basis", "分值": "points", "题库": "pool", "用途": "pool",
}  # fmt: skip
LABEL = re.compile(rf"^[【\[]?\s*(?P<name>{'|'.join(LABELS)})\s*(?:[】\]]\s*[:：]?|[:：])\s*(?P<rest>.*)$")
POINTS = re.compile(r"\s*[（(]\s*(\d+(?:\.\d+)?)\s*分\s*[）)]\s*$")
SINGLE_KEY = re.compile(rf"(\d{{1,4}})\s*[.、．:：)）-]?\s*([A-Ja-jＡ-Ｊ]{{1,10}}|{MARK})(?![A-Za-z])")
RANGE_KEY = re.compile(
    r"(\d{1,4})\s*[-—–~～至]\s*(\d{1,4})\s*[题]?\s*[:：.、]?\s*((?:[A-Ja-jＡ-Ｊ]\s*){2,}|(?:[√×✓✗对错TF]\s*){2,})"
)
POINT_LINE = re.compile(r"^(?:[①-⑳]|[（(]\d{1,2}[）)]|\d{1,2}\s*[、.．)）])")


@dataclass
class Start:
    """The beginning of a question: its number, how the number is written, what else the line says."""

    number: int | None
    style: str
    kind: str | None
    mark: str
    stem: str
    doubtful: bool = False  # "3.14 …" may be a number rather than a question's


def heading(line: str) -> tuple[str, float | None] | None:
    """(kind, points each) of "一、单项选择题（每题2分）"; None for any other line."""
    found = HEADING.match(line)
    if not found or len(line) > 80:
        return None
    each = EACH.search(line)
    return words.kind_of(found.group(1)), float(each.group(1)) if each else None


def start(line: str) -> Start | None:
    """The beginning of a question, None if the line is none."""
    if found := QUESTION.match(line):
        style = (
            "ordinal"
            if found["ordinal"]
            else "round"
            if found["round"]
            else {"．": ".", "）": ")"}.get(found["stop"], found["stop"])
        )
        number = int(found["n1"] or found["n2"] or found["n3"])
        kind = words.kind_of(found["before"] or found["after"] or "")
        doubtful = found["stop"] == "." and line[found.end("stop") :][:1].isdigit()
        return Start(number, style, kind, (found["mark"] or "").strip(), found["rest"].strip(), doubtful)
    if found := BARE_KIND.match(line):
        return Start(None, "kind", words.kind_of(found.group(1)), "", found["rest"].strip())
    return None


def options(line: str, expected: int) -> list[str] | None:
    """The texts of the options on this line, the first being number `expected` (0 = A); None if it is no option line."""
    found = OPTION.match(line) or (OPTION_BARE.match(line) if expected else None)
    if not found or words.nfkc(found["letter"]).upper() != words.LETTERS[expected]:
        return None
    texts, rest = [], found["rest"]
    while True:
        expected += 1
        letter = words.LETTERS[expected]
        wide = chr(ord(letter) - 65 + ord("Ａ"))
        follows = re.search(
            rf"(?:\s+)[（(]?\s*[{letter}{letter.lower()}{wide}]\s*(?:[)）][、.．]?|[、.．:：])\s*", rest
        )
        if not follows:
            return [*texts, rest.strip()]
        texts.append(rest[: follows.start()].strip())
        rest = rest[follows.end() :]


def group_keys(line: str) -> dict[int, str]:
    """Number → answer of a line that gives several: "1-5 ABCDA", "15.C　16.D"; empty if it does not."""
    plain = words.nfkc(line)
    keys: dict[int, str] = {}
    for first, last, letters in RANGE_KEY.findall(plain):
        row = re.sub(r"\s", "", letters)
        if int(last) - int(first) + 1 == len(row):
            keys |= dict(zip(range(int(first), int(last) + 1), row))
    if keys:
        return keys
    found = SINGLE_KEY.findall(plain)
    return {int(number): answer for number, answer in found} if len(found) > 1 else {}
