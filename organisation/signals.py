"""Facts that the organisation announces."""

from foundation.facts import Fact

# A person begins or ends a posting, or a posting's place changes. person_id: int, posting_id: int.
posting_changed = Fact("organisation.posting_changed", ("person_id", "posting_id"))
