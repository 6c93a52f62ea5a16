"""What the storage says to a save."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Verdict:
    """`code`: ok, not_found, not_running, deadline_passed, other_device, seq_reused, seq_behind or out_of_order."""

    code: str
    revision: int
    now: datetime
