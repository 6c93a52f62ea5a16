"""The kinds of question. Each kind is a folder that registers itself; a new kind is a copied folder.

A folder holds: `kind.py` (its QuestionType), `marking.py` (pure arithmetic, no Django), and templates under
`question_bank/templates/question_bank/question_types/<kind>/`: `answer.html` (as a candidate sees it), `review.html`
(answer beside key, after release), `edit.html` (authoring).
"""

from question_bank.question_types.base import Outcome, QuestionType, get, kinds, register
from question_bank.question_types.multiple_choice import kind as multiple_choice

# The order in which lists and filters show the kinds. isort: off
from question_bank.question_types.single_choice import kind as single_choice
from question_bank.question_types.true_false import kind as true_false

# isort: on

__all__ = [
    "Outcome", "QuestionType", "get", "kinds", "multiple_choice", "register", "single_choice", "true_false",
]  # fmt: skip
