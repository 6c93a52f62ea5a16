"""The essay kind.

content {"stem", "max_length"?}; key {"marking_points": [{"text", "points"}]}; value: text.
"""

from django.utils.translation import gettext_lazy

from question_bank.question_types.base import register
from question_bank.question_types.written import Written


class Essay(Written):
    kind = "essay"
    label = gettext_lazy("论述题")
    longest = 4000


register(Essay())
