"""A trainer pastes and imports in a real Chromium, errors and all."""

import pytest
from playwright.sync_api import expect

from question_bank.models import Bank, QuestionDraft
from tests.browser import scrolls_sideways
from tests.question_bank.test_import_command import BAD, GOOD, OTHER
from tests.question_bank.test_import_formats import sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bank(transactional_db, cast) -> Bank:
    return Bank.objects.create(slug="yunshui", name="云水题库", node=cast.hall)


def upload(page, data: bytes, name: str) -> None:
    page.goto("/cms/questions/import/")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="上传并试运行").click()


def test_a_file_with_an_error_is_mended_and_brought_in(cast, bank, page_for):
    page = page_for(cast.trainer)
    upload(page, sheet(GOOD, BAD, OTHER), "题.xlsx")
    expect(page.get_by_text("1 题有错，一题都还没有写入。")).to_be_visible()
    expect(page.get_by_role("rowheader", name="M3")).to_be_visible()
    assert not QuestionDraft.objects.exists()

    upload(page, sheet(GOOD, {**BAD, "答案": "A"}, OTHER), "改好的题.xlsx")
    page.get_by_role("button", name="写入题库（3 题）").click()
    expect(page.get_by_text("3 题已写入“云水题库”，现在是草稿。")).to_be_visible()
    assert QuestionDraft.objects.count() == 3 and page.troubles == []


def test_text_is_pasted_on_a_phone_and_its_error_stands_at_the_line(cast, bank, page_for):
    page = page_for(cast.trainer, width=360)
    page.goto("/cms/questions/import/paste/")
    page.get_by_label("试题文字").fill("1. 问？\nA. 甲\nB. 乙\n答案：E")
    page.get_by_role("button", name="识别试题").click()
    expect(page.locator(".import-lines .is-wrong")).to_contain_text("答案：E")
    assert not scrolls_sideways(page)

    page.get_by_role("link", name="回去改文字").click()
    page.get_by_label("试题文字").fill("1. 问？\nA. 甲\nB. 乙\n答案：B")
    page.get_by_role("button", name="识别试题").click()
    page.get_by_role("button", name="写入题库（1 题）").click()
    expect(page.get_by_text("1 题已写入")).to_be_visible()
    assert QuestionDraft.objects.get().content["stem"] == "问？"
