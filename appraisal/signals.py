"""Facts that the appraisal announces."""

from foundation.facts import Fact

# A period was closed. period_id: int.
period_closed = Fact("appraisal.period_closed", ("period_id",))
