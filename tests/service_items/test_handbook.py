"""A clerk chooses items and takes a pocket book away."""

import re
import subprocess

from django.utils import timezone
from django.utils.translation import gettext, override

from organisation.models import Posting
from service_items.documents.handbook import HEADINGS, SOURCE, data_of
from service_items.models import Duty, ServiceItem
from tests.service_items.catalogue import CONTENT, make_item

HANDBOOK = "/items/handbook/"
PDF = "/items/handbook/pdf/"


def text_of(pdf: bytes, tmp_path) -> list[str]:
    """The text of each page, as poppler reads it."""
    (tmp_path / "book.pdf").write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", tmp_path / "book.pdf", "-"], capture_output=True, check=True)
    return read.stdout.decode().replace("\u2060", "").split("\f")[:-1]


def test_the_book_has_contents_page_numbers_and_what_a_window_needs(cast, sign_in, tmp_path):
    steps = [
        {"id": f"s{n}", "name": f"环节{n}", "who": "窗口经办", "review_standard": "逐项核对" * 9} for n in range(30)
    ]
    make_item("A01", "失业登记", content=CONTENT | {"steps": steps})
    make_item("B02", "“双引号” #let *星号* $x$ 事项")
    make_item("C03", "没有勾上的")
    answer = sign_in(cast.learner).get(PDF, {"item": ["B02", "A01", "X99"]})
    assert answer.headers["Content-Type"] == "application/pdf" and answer.headers["Content-Disposition"].startswith(
        "attach"
    )
    pages = text_of(answer.content, tmp_path)
    cover, contents = pages[0], pages[1]
    assert "窗口业务接待手册" in cover and "云水大厅" in cover and "何晓岚" in cover
    assert [line.split()[-1] for line in contents.splitlines() if "A01" in line] == ["3"]
    second = next(number for number, page in enumerate(pages, start=1) if "B02" in page and number > 2)
    assert second > 4, "the first item runs over several pages"
    assert [line.split()[-1] for line in contents.splitlines() if "B02" in line] == [str(second)]
    page = "".join("".join(pages[2:4]).split())  # how wide a gap is, poppler guesses
    for words in ("申报表", "承诺15个工作日", "可容缺3个工作日", "年满80周岁", f"3/{len(pages)}"):
        assert words in page
    assert "#let *星号* $x$" in pages[second - 1] and "没有勾上的" not in "".join(pages)


def test_in_english_no_heading_is_left_in_chinese(cast, sign_in, tmp_path):
    client = sign_in(cast.learner)
    client.post("/me/language/", {"language": "en"})
    item = make_item(content=CONTENT | {"faq": [{"id": "q1", "question": "Q", "answer": "A"}]})
    with override("en"):
        data = data_of([(item, item.current_version)], hall="h", by="b", at=timezone.now())
        wanted = {str(gettext(words)) for words in HEADINGS.values()}
    assert set(data["headings"]) == set(HEADINGS) and set(data["headings"].values()) == wanted
    source = SOURCE.read_text()
    assert not re.search(r"[\u4e00-\u9fff]", source), "words stand in the data"
    assert client.get(PDF, {"item": "I04"}).headers["Content-Type"] == "application/pdf"


def test_a_long_catalogue_is_searched_and_paged_and_keeps_its_ticks(cast, sign_in, django_assert_max_num_queries):
    ServiceItem.objects.bulk_create(
        ServiceItem(code=f"N{number:03}", name=f"事项{number}", short_name="", pinyin=f"sx{number}", live=True)
        for number in range(150)
    )
    version = make_item().current_version
    ServiceItem.objects.filter(code__startswith="N").update(current_version=version)
    client = sign_in(cast.learner)
    first = client.get(HANDBOOK)
    assert first.content.count(b'name="item"') == 60 and b'name="page" value="2"' in first.content
    with django_assert_max_num_queries(30):
        found = client.get(HANDBOOK, {"item": ["N003", "N100"], "q": "sx14"}).content.decode()
    assert [found.count(f'value="{code}" checked') for code in ("N003", "N100", "N014")] == [1, 1, 0]
    assert 'value="N014"' in found and 'value="N149"' in found and 'value="N050"' not in found
    last = client.get(HANDBOOK, {"q": "", "item": "N100", "page": "3"}).content.decode()
    assert 'value="N149"' in last and 'value="N100" checked' in last and 'value="N001"' not in last
    assert "没有找到" in client.get(HANDBOOK, {"q": "zzz"}).content.decode()


def test_what_she_serves_is_ticked_and_nothing_chosen_is_said(cast, sign_in):
    item = make_item()
    make_item("Z09", "别的事项")
    posting = Posting.objects.get(person=cast.learner)
    Duty.objects.create(posting=posting, item=item, part="A", start_on=timezone.localdate())
    client = sign_in(cast.learner)
    page = client.get("/items/handbook/").content.decode()
    assert 'value="I04" checked' in page and 'value="Z09">' in page
    assert "先勾上要带在身边的事项" in client.get(PDF, follow=True).content.decode()
