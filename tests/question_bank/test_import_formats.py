"""Files as trainers and other systems write them, read by the public descriptions of their formats."""

from pathlib import Path

import pytest
from docx import Document

from question_bank.formats import docx_reader, gift_reader, moodle_reader, text_reader, xlsx_reader, xlsx_writer
from question_bank.formats.parsed import FileRefused, ParsedQuestion

FILES = Path(__file__).parent / "files"


def kinds(questions: list[ParsedQuestion]) -> list[str]:
    return [question.kind for question in questions]


def right(question: ParsedQuestion) -> list[str]:
    return [option["text"] for option in question.content["options"] if option["id"] in question.key["correct"]]


def test_a_gift_file_gives_every_kind_it_knows_and_skips_category_and_description():
    parsed = gift_reader.read((FILES / "trainer.gift").read_bytes(), {})

    assert kinds(parsed.questions) == [
        "single_choice", "multiple_choice", "true_false", "fill_in", "fill_in", "matching", "essay", "single_choice",
    ]  # fmt: skip
    assert (parsed.read, parsed.skipped, parsed.problems) == (10, 2, [])
    first, several, truth, short, number, pairs, _essay, escaped = parsed.questions
    assert right(first) == ["引导到对口窗口并作交接"]
    assert first.explanation.startswith("首问负责要求引导、交接、记录。")
    assert right(several) == ["需要补充的材料", "咨询电话"]
    assert truth.key == {"correct": False} and truth.explanation == "不可以。"
    assert short.content["stem"] == "个体工商户登记机关对申请材料进行____审查。"
    assert short.key == {"blanks": [{"answers": ["形式", "形式性"]}]}
    assert number.key["blanks"][0]["numeric"] == {"value": 12.0, "tolerance": 0.0}
    assert len(pairs.content["rights"]) == 3 and len(pairs.key["pairs"]) == 2
    assert [option["text"] for option in escaped.content["options"]] == ["= 2 + 2", "= 2 + 3", "{2}"]


def test_a_moodle_file_is_read_and_its_html_is_brought_down_to_words():
    parsed = moodle_reader.read((FILES / "trainer.xml").read_bytes(), {})

    assert kinds(parsed.questions) == [
        "single_choice", "multiple_choice", "true_false", "fill_in", "fill_in", "matching", "essay", "ordering",
    ]  # fmt: skip
    assert (parsed.read, parsed.skipped) == (11, 2)
    assert [(problem.where, problem.code) for problem in parsed.problems] == [("question:11", "cloze")]
    first, several, truth, short, number, pairs, essay, order = parsed.questions
    assert first.content["stem"] == "群众走错窗口，首问责任人应当怎么做？"
    assert (first.code, first.rules, first.facets["points"]) == ("MX-1", ["R01"], 2.0)
    assert first.explanation == "引导、交接、记录。\n“不归这里管”：这是推诿"
    assert (right(several), several.content["scoring"]) == (["材料", "电话"], "partial_penalty")
    assert truth.key == {"correct": False}
    assert (short.content["stem"], short.key["blanks"][0]["answers"]) == ("登记机关作____审查。", ["形式"])
    assert number.key["blanks"][0] == {"answers": ["12"], "numeric": {"value": 12.0, "tolerance": 0.5}, "unit": "个月"}
    assert {left["text"] for left in pairs.content["lefts"]} == {"满 1 年", "满 5 年"}
    assert essay.key["marking_points"] == [{"text": "清单内", "points": 4}, {"text": "书面承诺", "points": 6}]
    texts = {entry["id"]: entry["text"] for entry in order.content["entries"]}
    assert [texts[name] for name in order.key["order"]] == ["申请", "核实", "审批"]
    assert {"partial_credit", "feedback_merged"} <= {warning.code for warning in parsed.warnings}


def test_forty_questions_in_forty_spellings_are_read_from_pasted_text():
    parsed = text_reader.read((FILES / "paste.txt").read_bytes(), {})

    assert kinds(parsed.questions) == (
        ["single_choice"] * 16 + ["multiple_choice"] * 10 + ["true_false"] * 8 + ["fill_in"] * 4 + ["short_answer"] * 2
    )
    assert parsed.problems == [] and parsed.warnings == []
    letters = ["".join(question.key["correct"]) for question in parsed.questions[:26]]
    assert letters == [
        "A",
        "B",
        "C",
        "D",
        "B",
        "D",
        "A",
        "B",
        "B",
        "D",
        "A",
        "D",
        "A",
        "C",
        "C",
        "D",
        "CD",
        "BCD",
        "CD",
        "BCD",
        "ACD",
        "ACD",
        "ABC",
        "BC",
        "ACD",
        "AD",
    ]
    assert [question.key["correct"] for question in parsed.questions[26:34]] == [
        False,
        True,
        False,
        True,
        True,
        False,
        True,
        False,
    ]
    blanks = [[blank["answers"][0] for blank in question.key["blanks"]] for question in parsed.questions[34:38]]
    assert blanks == [["形式"], ["12", "18"], ["4000"], ["3", "3"]]
    assert [len(question.key["marking_points"]) for question in parsed.questions[38:]] == [4, 5]


def test_the_same_text_in_word_gives_the_same_questions(tmp_path):
    text = (FILES / "paste.txt").read_text(encoding="utf-8")
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(tmp_path / "paste.docx")

    parsed = docx_reader.read((tmp_path / "paste.docx").read_bytes(), {})

    plain = text_reader.read(text.encode(), {})
    assert [question.content for question in parsed.questions] == [question.content for question in plain.questions]
    assert [question.key for question in parsed.questions] == [question.key for question in plain.questions]


def test_word_numbers_underlined_gaps_and_pictures_are_read(tmp_path):
    document = Document()
    document.add_paragraph("一、单选题")
    document.add_paragraph("受理决定应当怎样作出？", style="List Number")
    document.add_paragraph().add_run().add_picture(str(FILES / "dot.png"))
    for line in ("A. 口头", "B. 书面凭证", "答案：B", "二、填空题"):
        document.add_paragraph(line)
    gap = document.add_paragraph("应当在", style="List Number")
    gap.add_run("      ").underline = True
    gap.add_run("日内告知。")
    document.add_paragraph("答案：5")
    document.save(tmp_path / "auto.docx")

    choice, fill_in = docx_reader.read((tmp_path / "auto.docx").read_bytes(), {}).questions

    assert choice.content["stem"] == "受理决定应当怎样作出？"
    assert [image.content_type for image in choice.images] == ["image/png"]
    assert fill_in.content["stem"] == "应当在____日内告知。" and fill_in.images == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1. 题干？\nA. 甲\nB. 乙\n答案：E", "unknown_option"),
        ("1. 题干？\nA. 甲\nB. 乙", "no_answer"),
        ("1. 题干？\nA. 甲\n答案：A", "few_options"),
        ("一、单选题\n1. 题干？\nA. 甲\nB. 乙\n答案：AB", "one_answer_only"),
        ("一、判断题\n1. 题干。\n答案：也许", "not_true_false"),
        ("一、填空题\n1. 应在____日内，共____元。\n答案：5", "blank_count"),
        ("1. 题干？\nA. 甲\nB. 乙\n答案：A\n答案：B", "two_answers"),
    ],
)
def test_text_that_cannot_be_a_question_says_why_and_where(text, code):
    parsed = text_reader.read(text.encode(), {})
    assert [problem.code for problem in parsed.problems] == [code]
    assert parsed.problems[0].where.startswith("line:") and parsed.questions == []


def test_questions_without_numbers_and_answers_below_a_group_are_understood():
    text = "一、单选题\n1. 甲题？\nA. 子\nB. 丑\n2. 乙题？\nA. 子\nB. 丑\n答案：1-2 BA\n\n二、多选题\n丙题？\nA. 子\nB. 丑\nC. 寅\n"
    parsed = text_reader.read(text.replace("丙题", "1、丙题").encode() + "答案：AC".encode(), {})
    assert ["".join(question.key["correct"]) for question in parsed.questions] == ["B", "A", "AC"]

    bare = "1. 甲题？\nA. 子\nB. 丑\n答案：A\n\n乙题没有题号？\nA. 子\nB. 丑\n答案：B"
    assert [question.content["stem"] for question in text_reader.read(bare.encode(), {}).questions] == [
        "甲题？",
        "乙题没有题号？",
    ]


def sheet(*rows: dict) -> bytes:
    book, page = xlsx_writer._book()
    for row in rows:
        xlsx_writer._append(page, [row.get(name) for name in xlsx_writer.HEADINGS])
    return xlsx_writer._saved(book)


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        ({"题型": "单选题", "题干": "问？", "A": "甲", "B": "乙", "答案": "E"}, "M2", "unknown_option"),
        (
            {"题型": "单选题", "题干": "问？", "A": "甲", "B": "乙", "答案": "A", "难度": "较难"},
            "O2",
            "unknown_difficulty",
        ),
        ({"题型": "单选题", "A": "甲", "B": "乙", "答案": "A"}, "B2", "no_stem"),
        ({"题型": "奇怪题", "题干": "问？", "答案": "A"}, "A2", "unknown_kind"),
        ({"题型": "判断题", "题干": "问。", "答案": "1e308"}, "M2", "not_true_false"),
        ({"题型": "单选题", "题干": "问？", "A": "甲", "B": "乙", "答案": "A", "分值": "1e308"}, "S2", "bad_points"),
        ({"题型": "单选题", "题干": "问？", "A": "甲", "B": "乙", "答案": "A", "核对日期": "昨天"}, "Z2", "bad_date"),
        ({"题型": "单选题", "题干": "问？", "A": "甲", "C": "丙", "答案": "A"}, "M2", "option_missing"),
    ],
)
def test_a_row_that_cannot_be_a_question_is_refused_at_its_cell(row, cell, code):
    parsed = xlsx_reader.read(sheet(row), {})
    assert [(problem.where, problem.code) for problem in parsed.problems] == [(cell, code)]


@pytest.mark.parametrize(
    ("kind", "answer", "key"),
    [
        ("单选题", "b", {"correct": ["B"]}), ("单选题", "乙", {"correct": ["B"]}), ("多选题", "A、C", {"correct": ["A", "C"]}),
        ("多选题", "ＡＣ", {"correct": ["A", "C"]}), ("多选题", "甲；丙", {"correct": ["A", "C"]}), ("", "AC", {"correct": ["A", "C"]}),
        ("选择题", "C", {"correct": ["C"]}), ("排序题", "CAB", {"order": ["C", "A", "B"]}),
    ],
)  # fmt: skip
def test_answers_may_be_letters_or_the_options_own_words(kind, answer, key):
    parsed = xlsx_reader.read(
        sheet({"题型": kind, "题干": "问？", "A": "甲", "B": "乙", "C": "丙", "答案": answer}), {}
    )
    assert [question.key for question in parsed.questions] == [key]


@pytest.mark.parametrize(
    ("answer", "truth"),
    [("对", True), ("√", True), ("T", True), ("正确", True), ("×", False), ("错误", False), (0, False), (True, True)],
)
def test_true_and_false_may_be_written_in_many_ways(answer, truth):
    parsed = xlsx_reader.read(sheet({"题型": "判断题", "题干": "窗口可以不收件。", "答案": answer}), {})
    assert [question.key for question in parsed.questions] == [{"correct": truth}]


def test_a_persons_mapping_of_columns_is_followed():
    book, page = xlsx_writer._book()
    page.delete_rows(1)
    for row in (["第一题", "甲", "乙", "B"], ["第二题", "甲", "乙", "A"]):
        page.append(row)
    data = xlsx_writer._saved(book)
    with pytest.raises(FileRefused, match="no_heading"):
        xlsx_reader.read(data, {})
    seen = xlsx_reader.read(data, {"survey": True}).columns["试题"]
    assert (seen["fields"], seen["headings"]["A"], seen["samples"]["D"]) == ({}, "第一题", "A")
    columns = {"试题": {"A": "stem", "B": "option:A", "C": "option:B", "D": "answer"}}
    (question,) = xlsx_reader.read(data, {"columns": columns}).questions  # the first row is taken for the headings
    assert (question.content["stem"], question.key) == ("第二题", {"correct": ["A"]})


def test_the_template_reads_back_its_own_examples():
    row = [dict(example) for example in xlsx_writer.EXAMPLES]
    parsed = xlsx_reader.read(sheet(*row), {})
    assert len(parsed.questions) == len(row) and parsed.problems == []
    with pytest.raises(FileRefused, match="no_rows"):
        xlsx_reader.read(xlsx_writer.template(), {})
