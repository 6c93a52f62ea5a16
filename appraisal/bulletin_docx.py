"""The bulletin as docx, in the fonts and sizes that official documents are used to."""

import io
from datetime import date

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from appraisal.bulletin import Bulletin

BODY, HEAD, SECOND, TITLE = "仿宋", "黑体", "楷体", "宋体"
NUMBER_3, NUMBER_2 = Pt(16), Pt(22)  # 三号, 二号
LINE = Pt(28)


def bulletin_docx(bulletin: Bulletin, *, day: date) -> bytes:
    """The document, dated `day`."""
    document = Document()
    _page(document)
    _line(document, bulletin.title, font=TITLE, size=NUMBER_2, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, indent=False)
    _line(document, bulletin.opening)
    for section in bulletin.sections:
        _line(document, section.title, font=HEAD)
        for paragraph in section.paragraphs:
            _line(document, paragraph)
        for part in section.parts:
            _line(document, part.title, font=SECOND)
            for paragraph in part.paragraphs:
                _line(document, paragraph)
    _line(document, bulletin.signed, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False)
    _line(document, f"{day.year}年{day.month}月{day.day}日", align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False)
    document.core_properties.title = bulletin.title
    document.core_properties.author = bulletin.signed
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _page(document) -> None:
    """A4 with the margins of official documents (GB/T 9704)."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Cm(3.7), Cm(3.5), Cm(2.8), Cm(2.6)


def _line(document, text: str, *, font: str = BODY, size=NUMBER_3, bold=False, align=None, indent=True) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = LINE if size == NUMBER_3 else Pt(36)
    if indent:
        shape.first_line_indent = size * 2
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = font, size, bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
