"""Codes that people give things and that stand in addresses: of service items, of places."""

import re
from collections.abc import Container

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def check_code(code: str, taken: Container[str]) -> None:
    """Raises ValidationError unless `code` is 1 to 40 letters, digits, ".", "_" or "-", the first a letter or digit,
    and none of the words (lower case) that addresses have `taken`."""
    if not CODE.fullmatch(code):
        raise ValidationError(_("编码用字母和数字，1 到 40 位，如 I08。"), code="bad_code")
    if code.lower() in taken:
        raise ValidationError(_("“%s”是网址里的词，不能作编码，请换一个。") % code, code="bad_code")
