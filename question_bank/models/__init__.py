from question_bank.models.banks import Bank, Topic
from question_bank.models.checks import Check, CheckQuestion, CheckResult
from question_bank.models.drafts import QuestionDraft
from question_bank.models.enquiries import Enquiry, Reply
from question_bank.models.imports import ImportJob, QuestionImport
from question_bank.models.media import QuestionMedia
from question_bank.models.observed import ObservedDifficulty
from question_bank.models.practice import PracticeAnswer, PracticeCard, WrongAnswer
from question_bank.models.questions import Question, QuestionVersion
from question_bank.models.secrets import DraftKey, VersionKey

__all__ = [
    "Bank", "Check", "CheckQuestion", "CheckResult", "DraftKey", "Enquiry", "ImportJob", "ObservedDifficulty",
    "PracticeAnswer", "PracticeCard", "Question", "QuestionDraft", "QuestionImport", "QuestionMedia", "QuestionVersion", "Reply", "Topic", "VersionKey",
    "WrongAnswer",
]  # fmt: skip
