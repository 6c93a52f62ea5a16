"""Database ids as people and programs write them."""

LONGEST = 18  # digits; every such number fits the columns of both databases


def typed_id(text: str | None) -> int:
    """The id that stands in a posted field, an address or a stored key; 0, which no row has, for anything else.

    >>> typed_id("42"), typed_id("４２"), typed_id("-1"), typed_id(""), typed_id(None), typed_id("9" * 5000)
    (42, 0, 0, 0, 0, 0)
    """
    return int(text) if text and len(text) <= LONGEST and text.isascii() and text.isdigit() else 0
