"""A case as a file, and back."""

import json

from django.utils.translation import gettext as _

from drills.errors import LintRefused
from drills.lint_words import words_of
from drills.rules.lint.shape import shape_problems


def exported(content: dict) -> str:
    """The case as UTF-8 JSON text, readable."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def checked_for_import(content: object) -> dict:
    """The case, if it has the shape of one; texts may be empty. Raises LintRefused with everything that is wrong."""
    faults = [problem for problem in shape_problems(content) if problem.code not in ("field_empty", "start_unknown")]
    if faults:
        raise LintRefused([words_of(problem) for problem in faults])
    return content


def import_messages(error: LintRefused) -> list[str]:
    """The findings as lines: scene, part, what."""
    return [
        _("%(where)s：%(text)s") % {"where": " ".join(filter(None, (one.where, one.row))), "text": one.text}
        if one.where
        else one.text
        for one in error.messages
    ]
