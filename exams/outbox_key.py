"""The key with which a candidate's browser seals its outbox: one per person and attempt, never stored."""

import base64
import hashlib
import hmac

from django.conf import settings


def outbox_key(attempt_id: int, person_id: int) -> str:
    """Base64 of 32 bytes. The same person gets the same key again after signing in anew; nobody else does."""
    named = f"exams.outbox:{attempt_id}:{person_id}".encode()
    return base64.b64encode(hmac.new(settings.SECRET_KEY.encode(), named, hashlib.sha256).digest()).decode()
