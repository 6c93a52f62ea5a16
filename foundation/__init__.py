"""User, audit trail, outbox, notices, registries; no domain words."""
