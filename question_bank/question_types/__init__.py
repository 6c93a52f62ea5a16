"""The kinds of question. Each kind is a folder that registers itself; a new kind is a copied folder.

A folder holds: `kind.py` (its QuestionType), `marking.py` (pure arithmetic, no Django), and templates under
`question_bank/templates/question_bank/question_types/<kind>/`: `answer.html` (as a candidate sees it), `review.html`
(answer beside key, after release), `edit.html` (authoring).
"""

from question_bank.question_types.base import Outcome, QuestionType, get, kinds, register
from question_bank.question_types.case_study import kind as case_study
from question_bank.question_types.document_check import kind as document_check
from question_bank.question_types.essay import kind as essay
from question_bank.question_types.fill_in import kind as fill_in
from question_bank.question_types.matching import kind as matching
from question_bank.question_types.multiple_choice import kind as multiple_choice
from question_bank.question_types.ordering import kind as ordering
from question_bank.question_types.short_answer import kind as short_answer
from question_bank.question_types.single_choice import kind as single_choice
from question_bank.question_types.true_false import kind as true_false

__all__ = [
    "Outcome", "QuestionType", "case_study", "document_check", "essay", "fill_in", "get", "kinds", "matching",
    "multiple_choice", "ordering", "register", "short_answer", "single_choice", "true_false",
]  # fmt: skip
