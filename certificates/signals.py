"""Facts that certificates announce."""

from foundation.facts import Fact

# A credential was issued, renewed, suspended, restored or revoked. credential_id: int, person_id: int.
credential_changed = Fact("certificates.credential_changed", ("credential_id", "person_id"))
