"""Facts that policies announce."""

from foundation.facts import Fact

# A person acknowledged a version of a policy. acknowledgement_id: int, person_id: int, policy_key: str.
policy_acknowledged = Fact("policies.policy_acknowledged", ("acknowledgement_id", "person_id", "policy_key"))
