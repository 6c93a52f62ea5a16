"""Why a deed on a question was refused."""


class QuestionError(Exception):
    """Refused; `code` says why ("not_in_review", "own_question", …). The views turn it into words."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class UnsoundQuestion(QuestionError):
    """The question is not complete; `problems` is field → message."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("unsound", "; ".join(f"{field}: {message}" for field, message in problems.items()))
        self.problems = problems


class CheckUnavailable(QuestionError):
    """None of the check's questions may be used today (all stale, expired or retired)."""

    def __init__(self) -> None:
        super().__init__("unavailable")
