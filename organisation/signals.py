"""Facts that the organisation announces."""

from foundation.facts import Fact

# A person begins or ends a posting, or a posting's place changes. person_id: int, posting_id: int.
posting_changed = Fact("organisation.posting_changed", ("person_id", "posting_id"))

# Somebody asked for a link to set a new password of this account. person_id: int.
password_reset_asked = Fact("organisation.password_reset_asked", ("person_id",))
