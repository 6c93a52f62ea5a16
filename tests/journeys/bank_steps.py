"""The trainer brings in questions and writes one; the reviewer approves them."""

from foundation.models import User
from question_bank.models import Question
from tests.journeys.people import Person
from tests.question_bank.test_import_formats import sheet

TOPIC = "C1"
BANK = "临江区题库（演示口径）"
IMPORTED = [
    {"题干": "老人的子女来问高龄津贴，窗口第一句话说什么？", "A": "您是本人吗？", "B": "您来办什么事，我先听您说完。", "答案": "B"},
    {"题干": "高龄津贴申请缺一张复印件，窗口怎么办？", "A": "当场复印", "B": "请群众回家取", "答案": "A"},
    {"题干": "一次性告知单由谁保管？", "A": "只留在窗口", "B": "交给群众一份", "答案": "B"},
    {"题型": "判断题", "题干": "高龄津贴可以由子女代办。", "答案": "对"},
    {"题型": "判断题", "题干": "窗口可以要求群众证明本人还健在。", "答案": "错"},
]  # fmt: skip
WRITTEN = "高龄津贴的材料齐全，窗口几个工作日内作出决定由谁说了算？"


def imports_a_file(trainer: Person, user: User) -> list[Question]:
    """An Excel sheet with one wrong row is refused whole; mended, its rows become drafts and go to review."""
    rows = [{"题型": "单选题", "知识点": TOPIC, "用途": "通用", "事项": "I04", **row} for row in IMPORTED]
    broken = [*rows[:-1], {**rows[-1], "答案": "也许"}]
    uploads(trainer, broken, "高龄津贴新题.xlsx").sees("1 题有错，一题都还没有写入。")
    assert not Question.objects.filter(author=user, draft__content__stem=IMPORTED[0]["题干"]).exists()
    uploads(trainer, rows, "高龄津贴新题（改）.xlsx").sees("5 题都没问题，还没有写入。")
    trainer.clicks("写入题库（5 题）").sees("5 题已写入").clicks("把这 5 题全部送审").sees("送审")
    stems = [row["题干"] for row in IMPORTED]
    return list(Question.objects.filter(draft__content__stem__in=stems))


def uploads(trainer: Person, rows: list[dict], name: str) -> Person:
    trainer.goes("/cms/questions/import/")
    page = trainer.page
    page.locator("[name=bank]").select_option(label=BANK)
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": sheet(*rows)}
    )
    return trainer.clicks("上传并试运行")


def writes_one(trainer: Person) -> Question:
    """One more question at the keyboard, sent to review."""
    page = trainer.goes("/cms/questions/new/").page
    page.locator("[name=bank]").select_option(label=BANK)
    page.locator("[name=kind]").select_option("single_choice")
    trainer.clicks("开始写").sees("考生看到的样子")
    page.locator("#k-stem").fill(WRITTEN)
    page.locator("[name=k-option-0-text]").fill("办事指南写明的承诺时限")
    page.locator("[name=k-option-1-text]").fill("窗口人员自己的安排")
    page.locator("[name=k-correct][value='0']").check()
    page.locator("summary", has_text="知识点、事项、规则").click()
    page.locator("[name=pool]").select_option("both")
    page.locator("label", has_text="I04").first.click()
    trainer.sees("草稿存于").clicks("送审", exact=True).sees("已送审")
    return Question.objects.get(draft__content__stem=WRITTEN)


def approves(reviewer: Person, questions: list[Question]) -> None:
    """Another person reads each of them and puts it in force."""
    for question in questions:
        reviewer.goes(f"/cms/questions/{question.pk}/").clicks("通过，即日起在用").sees("在用")
    assert all(Question.objects.get(pk=question.pk).current_version_id for question in questions)
