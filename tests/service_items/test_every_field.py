"""Whatever a guide can say is written in the editor, frozen in the version, read at the window and carried by the file."""

import io
import json

import openpyxl
import pytest
from django.core.files.base import ContentFile
from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, IntegerBlock, StructBlock, TextBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from service_items import content as contents
from service_items.models import ServiceItem
from service_items.services.freeze_item import freeze_item
from tests.service_items.catalogue import address

# What the look-up searches by, what is said of one publication, and how a number of days is counted (the sentence beside it says so).
NOT_ON_THE_PAGE = {"short_name", "pinyin", "change_summary", "imported_hash", "limits.unit"}
NOT_IN_THE_FILE = {"change_summary", "imported_hash", "materials.handling.source"}
NO_WORDS = ("code", "change_severity")  # a word of their own would not do


class Words:
    """A word of its own for every field: name → word."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def new(self, name: str) -> str:
        return self.of.setdefault(name, f"字{len(self.of) + 1}段")

    def wanted(self, left_out: set[str]) -> list[str]:
        return [word for name, word in self.of.items() if name not in left_out]


def filled(block, name: str, words: Words, paper: int):
    """A value of the block in which every text has a word of its own."""
    if isinstance(block, StructBlock):
        return {key: filled(child, f"{name}.{key}", words, paper) for key, child in block.child_blocks.items()}
    if isinstance(block, ChoiceBlock):
        return next(value for value, _label in block.field.choices if value)
    if isinstance(block, BooleanBlock):
        return not name.endswith("core")  # a core paper may not follow later
    if isinstance(block, CharBlock | TextBlock):
        return words.new(name)
    return 3 if isinstance(block, IntegerBlock) else paper


@pytest.fixture
def told(cast) -> tuple[ServiceItem, Words]:
    """A published item that says all there is to say, and its words."""
    words = Words()
    paper = get_document_model().objects.create(title="表样", file=ContentFile(b"text", name="form.txt"))
    chart = get_image_model().objects.create(title=words.new("flow_chart"), file=get_test_image_file())
    item = ServiceItem(code="N01", node=cast.hall, visits_max=2, booking=True, mailing=True, live=True)
    item.flow_chart, item.result_sample = chart, paper
    for day, name in enumerate(("planned_from", "planned_until", "checked_on", "next_check_on"), start=1):
        setattr(item, name, f"2031-01-{day:02}")
    for field in ServiceItem._meta.get_fields():
        if field.concrete and field.get_internal_type() in ("CharField", "TextField") and field.name not in NO_WORDS:
            setattr(item, field.name, words.new(field.name))
    item.change_severity = "editorial"
    for name in contents.STREAMS:
        block = ServiceItem._meta.get_field(name).stream_block.child_blocks["row"]
        setattr(item, name, contents.stream([{"id": f"{name}-1", **filled(block, name, words, paper.pk)}]))
    item.save()
    item.refresh_from_db()
    freeze_item(item=item, by=None)
    item.live_revision = item.save_revision()
    item.save(update_fields=["live_revision"])
    return ServiceItem.objects.get(pk=item.pk), words


def test_nothing_that_the_editor_takes_is_lost_on_the_way_to_the_window(told, cast, sign_in):
    item, words = told
    assert len(words.of) > 70
    client = sign_in(cast.trainer)
    editor = client.get(address("edit", item.pk)).content.decode()
    frozen = json.dumps(item.current_version.content, ensure_ascii=False)
    window = client.get("/items/N01/").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get("/cms/catalogue/export/").content))
    file = "、".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    escaped = {word: word.encode("unicode_escape").decode() for word in words.of.values()}
    assert [name for name, word in words.of.items() if word not in editor and escaped[word] not in editor] == [
        "imported_hash"
    ]
    assert [word for word in words.wanted({"pinyin", "change_summary", "imported_hash"}) if word not in frozen] == []
    assert [word for word in words.wanted(NOT_ON_THE_PAGE) if word not in window] == []
    assert [word for word in words.wanted(NOT_IN_THE_FILE | {"flow_chart"}) if word not in file] == []
    for said in (
        "2 次（",
        "可以预约",
        "可以寄送结果",
        "可容缺 3 个",
        "3 份",
        "空白表",
        "样表",
        "表样",
        "2031-01-01",
        "2031-01-04",
    ):
        assert said in window, said
