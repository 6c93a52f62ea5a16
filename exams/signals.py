"""Facts that exams announce. Ids only: no answer, no key."""

from foundation.facts import Fact

# An attempt was closed and waits for marking. attempt_id: int.
attempt_closed = Fact("exams.attempt_closed", ("attempt_id",))

# A result was released, or moved after its release.
result_released = Fact("exams.result_released", ("result_id", "person_id", "sitting_id"))
result_changed = Fact("exams.result_changed", ("result_id", "person_id", "sitting_id"))
