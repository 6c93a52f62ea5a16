"""Reading a page as a person would be shown it."""

import re

#: Django's form token: 64 random letters and digits, in which any short word turns up some day.
FORM_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w{64}(")')


def without_tokens(page: str) -> str:
    """The HTML without its random form tokens, for assertions that a short word is not there."""
    return FORM_TOKEN.sub(r"\1\2", page)
