"""What the codes of the readers and writers say to a person, and where."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from question_bank.formats.parsed import Loss, Problem

PROBLEMS = {
    # the file
    "empty_file": gettext_lazy("文件是空的，请选写好试题的文件"),
    "too_big": gettext_lazy("文件超过 %(limit)s MB，请拆成几个文件"),
    "broken_zip": gettext_lazy("文件已损坏，打不开。请用 Excel 或 Word 另存一份再传"),
    "broken_workbook": gettext_lazy("工作簿已损坏，读不出来。请用 Excel 或 WPS 另存为 xlsx 再传"),
    "broken_document": gettext_lazy("文档已损坏，读不出来。请用 Word 或 WPS 另存为 docx 再传"),
    "zip_bomb": gettext_lazy("文件解开后过大，像压缩炸弹，没有读取。请复制内容到新文件再传"),
    "too_many_parts": gettext_lazy("文件里的部件超过 %(limit)s 个，没有读取"),
    "unsafe_zip": gettext_lazy("文件结构不正常，没有读取。请复制内容到新文件再传"),
    "dtd": gettext_lazy("文件里有 DTD 或实体声明，为了安全没有读取"),
    "old_office": gettext_lazy("这是旧版 Office 文件（xls、doc）或加了密码的文件，请另存为 xlsx、docx 再传"),
    "unknown_format": gettext_lazy("认不出这种文件，请用 xlsx、docx、txt、GIFT 或 Moodle XML"),
    "wrong_format": gettext_lazy("文件内容不是所选的格式（%(format)s），请改选格式或换文件"),
    "not_text": gettext_lazy("不是文本文件，或者编码认不出，请另存为 UTF-8 再传"),
    "too_complex": gettext_lazy("文件太复杂，读取时超出限制。请拆成几个文件"),
    "parser_stopped": gettext_lazy("读取超时或超出内存限制，已停止。请拆成几个文件，或复制内容到新文件再传"),
    "too_many_questions": gettext_lazy("一个文件最多 %(limit)s 题，请拆成几个文件"),
    "no_questions": gettext_lazy("没有找到试题。题目要有题号，如“1. ……”"),
    "no_heading": gettext_lazy("没有找到表头。第一行要有“题干”一列，可以先下载模板"),
    "no_rows": gettext_lazy("表里还没有试题，请从表头下一行填起"),
    "no_stem_column": gettext_lazy("没有指定哪一列是题干"),
    "sheet_too_wide": gettext_lazy("工作表占了 %(rows)s 行 × %(columns)s 列，请删去空白行列再传"),
    "bad_xml": gettext_lazy("XML 写得不对：%(reason)s"),
    "not_moodle": gettext_lazy("不是 Moodle XML：最外层要是 quiz"),
    "bad_json": gettext_lazy("这一行不是合格的 JSON"),
    # the question
    "no_stem": gettext_lazy("题干不能为空，请补上题干或删掉这一题"),
    "no_answer": gettext_lazy("没有答案，请补上答案"),
    "two_answers": gettext_lazy("第 %(line)s 行起的题出现了两次答案，可能漏了一道题的题号，请补上题号"),
    "few_options": gettext_lazy("选项不足两个，请补上选项"),
    "option_missing": gettext_lazy("选项 %(letter)s 是空的，后面却还有选项，请补上或往前移"),
    "unknown_option": gettext_lazy("答案 %(answer)s 不在选项里，这题的选项是 A 到 %(last)s"),
    "unknown_answer": gettext_lazy("答案“%(answer)s”认不出，请写选项字母（如 B、ACD）或选项原文"),
    "one_answer_only": gettext_lazy("单选题只能有一个答案，现在是“%(answer)s”。请改答案，或把题型改成多选题"),
    "not_true_false": gettext_lazy("判断题的答案“%(answer)s”认不出，请写 对、错 或 √、×"),
    "blank_count": gettext_lazy("题干有 %(blanks)s 个空，答案有 %(answers)s 个。多个空的答案用“；”隔开，同义答案用“/”隔开"),
    "not_a_number": gettext_lazy("“%(answer)s”不是数值，请写数字，如 5"),
    "order_incomplete": gettext_lazy("排序题的答案要把每个选项的字母各写一次，如 CABD"),
    "pair_shape": gettext_lazy("匹配题每格写“左=>右”，干扰项写“=>右”"),
    "few_pairs": gettext_lazy("匹配题至少要两对"),
    "unknown_kind": gettext_lazy("题型“%(given)s”认不出，请写 单选题、多选题、判断题、填空题、排序题、匹配题、简答题 或 论述题"),
    "unknown_difficulty": gettext_lazy("难度“%(given)s”认不出，只认 易、中、难 或 1、2、3"),
    "unknown_pool": gettext_lazy("题库用途“%(given)s”认不出，只认 练习、考试、通用"),
    "unknown_cognitive_level": gettext_lazy("认知层次“%(given)s”认不出，只认 识记、理解、应用、分析"),
    "unknown_scoring": gettext_lazy("计分方式“%(given)s”认不出，只认 全对给分、漏选给部分分、错选倒扣"),
    "bad_points": gettext_lazy("分值“%(given)s”不对，请写大于 0、不超过 1000 的数字，如 2"),
    "bad_date": gettext_lazy("日期“%(given)s”认不出，请写成 2026-11-21 这样"),
    "dates_crossed": gettext_lazy("失效日期早于生效日期，请改其中一个"),
    "cell_too_long": gettext_lazy("文字超过 %(limit)s 字，请删短"),
    "unknown_item": gettext_lazy("没有事项“%(given)s”，请查事项目录，现有 %(known)s"),
    "unknown_rule": gettext_lazy("没有规则“%(given)s”，请查规则表，现有 %(known)s"),
    "code_taken": gettext_lazy("编号 %(code)s 在题库里已经是另一道题，请换编号，或留空自动编号"),
    "code_twice": gettext_lazy("编号 %(code)s 在文件里出现了两次，请换一个"),
    "unsound": gettext_lazy("%(message)s"),
    "unsupported_kind": gettext_lazy("暂不支持题型“%(given)s”"),
    "cloze": gettext_lazy("完形填空（cloze）一题里混着几种题，拆不成本题库的题型。请拆成几道题"),
    "calculated": gettext_lazy("计算题的数值随机生成，本题库没有这种题型"),
    "no_right_answer": gettext_lazy("没有标明哪个选项正确"),
    "not_held": gettext_lazy("有一部分内容导不进来：%(what)s"),
    "gift_braces": gettext_lazy("大括号 { } 不成对，或者一题里有两对。题与题之间要空一行，文字里的大括号前面加“\\”"),
    "gift_syntax": gettext_lazy("GIFT 写得不对：%(reason)s"),
    "bad_image": gettext_lazy("图片读不出来，或者不是 png、jpg、gif、webp，请换一张"),
    "image_too_big": gettext_lazy("图片超过 %(limit)s MB，请缩小"),
    "bad_record": gettext_lazy("这一行缺字段或字段不对：%(reason)s"),
    # warnings
    "line_not_used": gettext_lazy("这一行没有用上：%(text)s"),
    "partial_credit": gettext_lazy("部分给分的答案“%(answer)s”没有导入，只保留满分答案"),
    "weights": gettext_lazy("选项的权重不均，导入后按“%(scoring)s”计分"),
    "feedback_merged": gettext_lazy("各选项的反馈并入了解析"),
    "no_marking_points": gettext_lazy("没有评分要点，先放了一条占位，请审题前补写"),
    "html_dropped": gettext_lazy("去掉了文字以外的格式"),
    "near_duplicate": gettext_lazy("与题库里的 %(code)s 很像（%(score)s%%），请核对是否重复"),
    "not_compared": gettext_lazy("题太多，没有逐题找相近的题；完全相同的仍会略过"),
    "same_in_file": gettext_lazy("与文件里前面的一题完全相同，已略过"),
    "already_here": gettext_lazy("题库里已有这道题（%(code)s），已略过"),
    "topic_unknown": gettext_lazy("没有知识点“%(given)s”，先不归类"),
    "item_not_listed": gettext_lazy("事项目录是空的，事项“%(given)s”先记在来源里"),
    "rule_not_listed": gettext_lazy("规则表是空的，规则“%(given)s”先记在来源里"),
    "code_renumbered": gettext_lazy("编号过长，改为自动编号"),
}  # fmt: skip
LOSSES = {
    "kind": gettext_lazy("题型“%(kind)s”在这种格式里没有对应的写法，没有导出"),
    "blanks": gettext_lazy("多个空的填空题在这种格式里没有对应的写法，没有导出"),
    "images": gettext_lazy("图片没有导出"),
    "facets": gettext_lazy("这种格式没有位置放：%(fields)s"),
    "marking_points": gettext_lazy("评分要点没有导出"),
    "marking_notes": gettext_lazy("评分说明没有导出"),
    "scoring": gettext_lazy("“%(scoring)s”只能用选项权重近似表示"),
    "unit": gettext_lazy("答案的单位没有导出"),
    "numeric_synonyms": gettext_lazy("数值答案的其他写法没有导出"),
    "extra_rights": gettext_lazy("匹配题多出的右侧项没有导出"),
    "repeated_rights": gettext_lazy("匹配题的左侧项是空的，没有导出"),
    "characters": gettext_lazy("有些字符这种格式放不下，没有导出这一题"),
    "max_length": gettext_lazy("字数上限没有导出"),
    "cell_size": gettext_lazy("文字超过一格能放的长度，没有导出这一题"),
    "options": gettext_lazy("选项超过 10 个，没有导出这一题"),
    "changed": gettext_lazy("读回来不完全一样：%(fields)s"),
    "not_read_back": gettext_lazy("写出后没能逐题读回核对，请抽查"),
}  # fmt: skip
FIELDS = {
    "topic": gettext_lazy("知识点"), "cognitive_level": gettext_lazy("认知层次"), "difficulty": gettext_lazy("难度"),
    "points": gettext_lazy("分值"), "pool": gettext_lazy("用途"), "exclusion_group": gettext_lazy("互斥组"),
    "legal_basis": gettext_lazy("依据"), "clause": gettext_lazy("条款"), "source": gettext_lazy("来源"),
    "checked_on": gettext_lazy("核对日期"), "to_verify": gettext_lazy("待核实"), "valid_from": gettext_lazy("生效日期"),
    "valid_to": gettext_lazy("失效日期"), "service_items": gettext_lazy("事项"), "rules": gettext_lazy("规则"),
    "notes": gettext_lazy("评分说明"), "code": gettext_lazy("编号"), "explanation": gettext_lazy("解析"),
    "kind": gettext_lazy("题型"), "stem": gettext_lazy("题干"), "options": gettext_lazy("选项（在一格里）"),
    "body": gettext_lazy("题干、选项或答案"),
    "answer": gettext_lazy("答案"), "tolerance": gettext_lazy("允许误差"), "unit": gettext_lazy("单位"),
    "scoring": gettext_lazy("计分方式"), "max_length": gettext_lazy("字数上限"),
}  # fmt: skip
SCORINGS = {
    "all_or_nothing": gettext_lazy("全对给分"), "partial": gettext_lazy("漏选给部分分"), "partial_penalty": gettext_lazy("错选倒扣"),
}  # fmt: skip


def message(problem: Problem) -> str:
    """The problem in the reader's language, with what else is wrong at the same entry."""
    said = _say(PROBLEMS, problem.code, problem.params)
    more = [Problem(**row) for row in problem.params.get("more", [])]
    return "；".join([said, *(f"{place(each.where)} {message(each)}" for each in more)])


def loss_message(loss: Loss) -> str:
    """What was lost, in the reader's language."""
    return _say(LOSSES, loss.code, loss.params)


def _say(words: Mapping[str, str], code: str, params: dict[str, Any]) -> str:
    shown = dict(params)
    if "fields" in shown:
        shown["fields"] = "、".join(str(FIELDS.get(name, name)) for name in shown["fields"])
    if "scoring" in shown:
        shown["scoring"] = SCORINGS.get(shown["scoring"], shown["scoring"])
    return str(words[code]) % shown


def place(where: str) -> str:
    """A place for a person: a cell stays as it is, "line:17" becomes 第 17 行."""
    kind, _colon, number = where.partition(":")
    if kind == "line":
        return _("第 %(n)s 行") % {"n": number}
    if kind == "paragraph":
        return _("第 %(n)s 段") % {"n": number}
    if kind == "question":
        return _("第 %(n)s 题") % {"n": number}
    return _("整个文件") if where == "file" else where


def field_name(field: str) -> str:
    """The name of a column's field for a person: 题干, 选项 A …"""
    if field.startswith("option:"):
        return _("选项 %(letter)s") % {"letter": field.removeprefix("option:")}
    return str(FIELDS.get(field, field))
