"""What is known about a person's month: what this product itself saw, and what the imported sheets say.

Each reader takes (period, people) and gives the evidence of those about whom there is something to say.
"""

from appraisal.evidence import own, sheets
from appraisal.evidence.words import Evidence, Found, Reader, month_bounds

READERS: dict[str, Reader] = {
    "exam": own.exam_evidence, "drill": own.drill_evidence, "credential": own.credential_evidence,
    "attendance": sheets.attendance_evidence, "volume": sheets.volume_evidence, "rating": sheets.rating_evidence,
    "patrol": sheets.patrol_evidence, "deeds": sheets.deeds_evidence,
}  # fmt: skip
OF_SHEETS = {"attendance", "volume", "rating", "patrol", "deeds"}
AT_MONTH_END = {"credential"}  # a state of that day, which nothing later changes

__all__ = ["AT_MONTH_END", "OF_SHEETS", "READERS", "Evidence", "Found", "Reader", "month_bounds"]
