"""The fingerprint of a question's content; imports no Django."""

import hashlib
import json


def content_hash(kind: str, content: dict) -> str:
    """SHA-256 (hex) over the canonical JSON of kind and content: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps([kind, content], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
