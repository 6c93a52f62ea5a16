"""Demo: one person with extra time, and an integrity log with things to read, explained and not."""

from datetime import datetime, timedelta

from exams.models import Attempt, IntegrityEvent, Sitting
from exams.services.annotate_integrity import annotate_integrity
from exams.services.grant_accommodation import grant_accommodation
from foundation.models import User

# Which of the attempts, which kind, minutes after the start, details, what the candidate says.
NOTED = (
    (1, "focus_lost", 9, {"seconds": 14}, "窗口电话响了，接了一下"),
    (4, "paste", 12, {"length": 18}, ""),
    (4, "paste", 15, {"length": 22}, "粘的是草稿纸上自己写的"),
    (4, "paste", 21, {"length": 9}, ""),
    (7, "second_device", 18, {}, "电脑死机，换了旁边一台"),
    (9, "address", 24, {"from": "10.8.3.0/24", "to": "10.9.1.0/24"}, ""),
)


def load(*, sitting: Sitting, officer: User, people: list[User], at: datetime) -> None:
    """`people` sat the finished `sitting`; the accommodation holds from `at`, so for the exams to come."""
    grant_accommodation(
        person=people[2],
        by=officer,
        reason="视力残疾证，2026 年核验（演示口径）",
        extra_percent=25,
        large_type=True,
        at=at,
    )
    attempts = list(Attempt.objects.filter(sitting=sitting).order_by("pk")[:10])
    for place, kind, minutes, details, words in NOTED:
        attempt = attempts[place]
        event = IntegrityEvent.objects.create(
            attempt=attempt, kind=kind, at=attempt.started_at + timedelta(minutes=minutes), details=details
        )
        if words:
            annotate_integrity(event=event, text=words)
