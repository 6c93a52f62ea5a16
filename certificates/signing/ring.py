"""The key ring of this installation."""

from pathlib import Path

from django.conf import settings

from certificates.signing.keys import KeyRing


def hall_ring() -> KeyRing:
    """Under SIGNING_KEYS_DIR; made on first use."""
    return KeyRing(Path(settings.SIGNING_KEYS_DIR) / "certificates")
