"""The short answer kind.

content {"stem", "max_length"?}; key {"marking_points": [{"text", "points"}]}; value: text.
"""

from django.utils.translation import gettext_lazy

from question_bank.question_types.base import register
from question_bank.question_types.written import Written


class ShortAnswer(Written):
    kind = "short_answer"
    label = gettext_lazy("简答题")
    longest = 1000


register(ShortAnswer())
