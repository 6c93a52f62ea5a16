from appraisal.models.awards import Award, AwardKind, BulletinText, GoodDeed
from appraisal.models.imports import NOT_EVERY_MONTH, ImportedFigure, ImportedSheet, SheetDraft, SheetKind
from appraisal.models.ledger import AppraisalEntry, Objection
from appraisal.models.periods import AppraisalPeriod, Indicator
from appraisal.models.tokens import ScoreToken

__all__ = [
    "NOT_EVERY_MONTH", "AppraisalEntry", "AppraisalPeriod", "Award", "AwardKind", "BulletinText", "GoodDeed", "ImportedFigure",
    "ImportedSheet", "Indicator", "Objection", "ScoreToken", "SheetDraft", "SheetKind",
]  # fmt: skip
