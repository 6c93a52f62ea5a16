"""`manage.py analyse_items RESPONSES.csv [--max MAX.csv] --json`: item analysis of any exam, also one on paper."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from exams.response_file import (
    MOST_SAID,
    BadFile,
    Responses,
    assumed_maxima,
    check_below,
    may_be_marks,
    read_maxima,
    read_responses,
)
from exams.rules.item_analysis import Analysis, analyse

QUESTION = (
    "n", "facility", "sd", "discrimination_index", "item_rest", "discriminative_efficiency", "effective_weight",
)  # fmt: skip
PAPER = ("n", "mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "standard_error")


class Command(BaseCommand):
    help = (
        "Item analysis of a csv file of marks: a header row, the first column the candidate, then one column a "
        "question; a blank cell is a question that was not presented. Figures in percent; see docs/algorithms."
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument("responses", type=Path, metavar="RESPONSES.csv")
        parser.add_argument("--max", type=Path, metavar="MAX.csv", help="maxima: the questions' names and one row")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args, responses: Path, max: Path | None, json: bool, **options) -> None:
        try:
            read = read_responses(responses)
            maxima = read_maxima(max, read.questions) if max else assumed_maxima(read)
            check_below(read, maxima)
        except BadFile as bad:
            raise CommandError(str(bad)) from bad
        self.remark(read, maxima, told=max is not None)
        found = analyse(read.marks, maxima)
        document = as_document(read.questions, found)
        self.stdout.write(as_json(document) if json else as_table(document))

    def remark(self, read: Responses, maxima: list[float], *, told: bool) -> None:
        """Say on stderr what the reader should know about the figures."""
        if not told:
            assumed = sorted(set(maxima))
            self.stderr.write(
                _("没有给满分文件：每题满分按最高得分算，不足 1 的按 1 算（现在是 %(maxima)s）。")
                % {"maxima": "、".join(f"{each:g}" for each in assumed[:MOST_SAID])}
            )
        if may_be_marks(read.questions):
            self.stderr.write(
                _("第一行当作表头，题名是 %(names)s。如果那是一名考生的得分，请在上面加一行表头。")
                % {"names": "、".join(read.questions[:MOST_SAID])}
            )
        if len(read.candidates) == 1:
            self.stderr.write(_("只有 1 名考生：离散程度和相关都算不出，显示为空。"))
        if repeated := read.repeated():
            rows = [f"{who}（{'、'.join(map(str, numbers))}）" for who, numbers in repeated.items()]
            self.stderr.write(
                _("有考生出现不止一次，每一行都当作一个人算：%(rows)s。") % {"rows": "，".join(rows[:MOST_SAID])}
            )
        if negative := read.negative():
            said = {"row": negative[0][0], "name": negative[0][1], "count": len(negative)}
            self.stderr.write(
                _("有 %(count)s 处负分，按倒扣分算进去（第一处：第 %(row)s 行“%(name)s”）；没有出给他的题要留空。")
                % said
            )


def as_document(questions: list[str], found: Analysis) -> dict:
    """{"questions": […], "paper": {…}} with the fields that QUESTION and PAPER name."""
    rows = [
        {"question": name} | {field: asdict(item)[field] for field in QUESTION}
        for name, item in zip(questions, found.questions, strict=True)
    ]
    return {"questions": rows, "paper": {field: asdict(found.paper)[field] for field in PAPER}}


def as_json(document: dict) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)


def as_table(document: dict) -> str:
    """The figures for reading: tabs between columns, two decimals, "-" where there is none."""
    lines = [["question", *QUESTION]]
    lines += [[row["question"], *(shown(row[field]) for field in QUESTION)] for row in document["questions"]]
    lines += [[], *([field, shown(document["paper"][field])] for field in PAPER)]
    return "\n".join("\t".join(line) for line in lines)


def shown(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.2f}" if isinstance(figure, float) else str(figure)
