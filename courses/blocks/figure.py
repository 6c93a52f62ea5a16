"""A drawing that ships with the product. Drawings are static files: an uploaded SVG could carry script."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock

FIGURES = Path(__file__).resolve().parent.parent / "static" / "courses" / "figures"


def figure_choices() -> list[tuple[str, str]]:
    """The drawings at hand, by file name."""
    return [(path.name, path.stem) for path in sorted(FIGURES.glob("*.svg"))]


class FigureBlock(StructBlock):
    file = ChoiceBlock(label=_("示意图"), choices=figure_choices)
    alt = CharBlock(label=_("图里有什么"), max_length=300, help_text=_("看不到图的人读这一句"))
    caption = CharBlock(label=_("图注"), max_length=120, required=False)

    class Meta:
        label = _("示意图")
        icon = "image"
        template = "courses/blocks/figure.html"
        preview_value = {"file": "four-looks.svg", "alt": "材料四看", "caption": "材料四看"}
