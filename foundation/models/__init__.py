from foundation.models.audit import AuditEntry, AuditHead
from foundation.models.notices import Notice
from foundation.models.outbox import OutboxMessage
from foundation.models.users import User

__all__ = ["AuditEntry", "AuditHead", "Notice", "OutboxMessage", "User"]
