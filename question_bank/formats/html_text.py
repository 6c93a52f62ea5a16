"""HTML from a stranger's file, brought down to plain text."""

import html
import re

import nh3

BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.I)
CELLS = re.compile(r"<\s*/t[dh]\s*>", re.I)
TAG = re.compile(
    r"<\s*/?\s*(?:p|br|b|i|u|em|strong|span|div|ul|ol|li|img|a|table|t[rdh]|tbody|sub|sup|script|style|h[1-6]|font|pre|code)\b[^>]*>",
    re.I,
)
PICTURE = re.compile(r"<\s*img\b[^>]*>", re.I)
PICTURE_NAME = re.compile(r"""src\s*=\s*["']@@PLUGINFILE@@/([^"'?]+)""", re.I)


def looks_like_html(text: str) -> bool:
    return bool(TAG.search(text))


def to_text(source: str) -> str:
    """The words of the HTML: breaks become line ends, scripts and every tag are gone, entities are letters again."""
    marked = CELLS.sub(" ", BREAKS.sub("\n", source))
    plain = html.unescape(
        nh3.clean(marked, tags=set(), clean_content_tags={"script", "style", "iframe", "object", "template"})
    )
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in plain.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def lost_something(source: str) -> bool:
    """Whether more than paragraphs went: tables, links, raised letters, pictures from elsewhere."""
    return bool(re.search(r"<\s*(?:table|a\s|sub|sup|img|object|iframe|script|audio|video|svg|math)\b", source, re.I))
