"""The kinds of question. Each kind is a folder that registers itself; a new kind is a copied folder.

A folder holds: `kind.py` (its QuestionType), `marking.py` (pure arithmetic, no Django), and templates under
`question_bank/templates/question_bank/question_types/<kind>/`: `answer.html` (as a candidate sees it), `review.html`
(answer beside key, after release), `edit.html` (authoring).
"""

from question_bank.question_types.base import Outcome, QuestionType, get, kinds, register

__all__ = ["Outcome", "QuestionType", "get", "kinds", "register"]
