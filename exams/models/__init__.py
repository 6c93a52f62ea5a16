from exams.models.appeals import Appeal, KeyChange, RegradeItem, ResultChange
from exams.models.attempts import (
    Attempt,
    AttemptPaper,
    GradingJob,
    IntegrityEvent,
    LateResponse,
    Reopening,
    Response,
    ResponseEvent,
    Voiding,
)
from exams.models.blueprints import Blueprint, BlueprintCell, BlueprintSection
from exams.models.marks import AttemptReview, Mark, MarkingTask, Result
from exams.models.papers import Paper, PaperQuestion, PaperSection, PaperVersion
from exams.models.sittings import Accommodation, Candidacy, Extension, Sitting, SittingMessage, WorkerSign

__all__ = [
    "Accommodation", "Appeal", "Attempt", "AttemptPaper", "AttemptReview", "Blueprint", "BlueprintCell", "BlueprintSection", "Candidacy",
    "Extension", "GradingJob", "IntegrityEvent", "KeyChange", "LateResponse", "Mark", "MarkingTask", "Paper",
    "PaperQuestion", "PaperSection", "PaperVersion", "RegradeItem", "Reopening", "Response", "ResponseEvent", "Result",
    "ResultChange", "Sitting", "SittingMessage", "Voiding", "WorkerSign",
]  # fmt: skip
