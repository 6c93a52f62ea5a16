from appraisal.models.awards import Award, AwardKind, BulletinText, GoodDeed
from appraisal.models.imports import ImportedFigure, ImportedSheet
from appraisal.models.ledger import AppraisalEntry, Objection
from appraisal.models.periods import AppraisalPeriod, Indicator

__all__ = [
    "AppraisalEntry", "AppraisalPeriod", "Award", "AwardKind", "BulletinText", "GoodDeed", "ImportedFigure",
    "ImportedSheet", "Indicator", "Objection",
]  # fmt: skip
