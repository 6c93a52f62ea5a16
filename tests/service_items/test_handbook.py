"""A clerk chooses items and takes a pocket book away."""

import subprocess

from django.utils import timezone

from organisation.models import Posting
from service_items.models import Duty
from tests.service_items.catalogue import CONTENT, make_item

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


def test_what_she_serves_is_ticked_and_nothing_chosen_is_said(cast, sign_in):
    item = make_item()
    make_item("Z09", "别的事项")
    posting = Posting.objects.get(person=cast.learner)
    Duty.objects.create(posting=posting, item=item, part="A", start_on=timezone.localdate())
    client = sign_in(cast.learner)
    page = client.get("/items/handbook/").content.decode()
    assert 'value="I04" checked' in page and 'value="Z09">' in page
    assert "先勾上要带在身边的事项" in client.get(PDF, follow=True).content.decode()
