"""A signed list of what became of every certificate, for verifiers without this database.

    {"payload": {"issued_at", "valid_until", "entries": {"<SHA-256 of code>": {"expires_on", "standing", "stale_from",
                 "files": [SHA-256 of each signed PDF]}}},
     "kid", "alg": "ES256", "signature": base64url of r‖s over the payload as canonical JSON}

`standing` is open, suspended or revoked; `stale_from` is a day or null. Due and lapsed follow from the reader's own
date. The list holds no code and no name, so who has it cannot look anybody up.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from certificates.rules.state import Standing, State, state_of
from certificates.signing.keys import ALGORITHM, KeyRing, PublicRing


class UntrustedList(Exception):
    """The list is not ours, was changed, or is out of date; the message says which."""


@dataclass(frozen=True)
class StatusList:
    """A list whose signature was good."""

    issued_at: datetime
    valid_until: datetime
    entries: dict[str, dict]

    def state(self, code: str, today: date) -> State | None:
        """The state on `today` of the certificate with that code; None if the list does not know it."""
        entry = self.entries.get(code_hash(code))
        if entry is None:
            return None
        stale_from = entry["stale_from"]
        standing = Standing(
            expires_on=date.fromisoformat(entry["expires_on"]),
            revoked=entry["standing"] == "revoked",
            suspended=entry["standing"] == "suspended",
            stale=stale_from is not None and date.fromisoformat(stale_from) <= today,
        )
        return state_of(standing, today)

    def files(self, code: str) -> set[str]:
        """SHA-256 of every file that was issued under the code."""
        return set(self.entries.get(code_hash(code), {}).get("files", ()))


def code_hash(code: str) -> str:
    """How the list names a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def canonical(payload: dict) -> bytes:
    """The bytes that are signed: JSON with sorted keys and no spaces."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sign_list(payload: dict, ring: KeyRing) -> bytes:
    """The file."""
    kid = ring.public().current
    key = serialization.load_pem_private_key(ring.private_file(kid).read_bytes(), password=None)
    r, s = decode_dss_signature(key.sign(canonical(payload), ec.ECDSA(hashes.SHA256())))
    signature = base64.urlsafe_b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    envelope = {"payload": payload, "kid": kid, "alg": ALGORITHM, "signature": signature}
    return json.dumps(envelope, ensure_ascii=False, indent=1).encode()


def read_list(data: bytes, ring: PublicRing, now: datetime) -> StatusList:
    """The list, or UntrustedList. The key decides the algorithm; what the file claims must agree with it."""
    try:
        envelope = json.loads(data)
        payload, kid, signature = envelope["payload"], envelope["kid"], envelope["signature"]
        raw = base64.b64decode(signature.encode("ascii"), altchars=b"-_", validate=True)
        algorithm = envelope["alg"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UntrustedList("状态名单读不懂") from error
    key = ring.keys.get(kid)
    if key is None:
        raise UntrustedList("状态名单用的不是本单位的密钥")
    if algorithm != ALGORITHM or len(raw) != 64:
        raise UntrustedList("状态名单的签名算法不对")
    if key.compromised_from:
        raise UntrustedList("状态名单用的密钥已经作废")
    try:
        key.certificate.public_key().verify(
            encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")),
            canonical(payload),
            ec.ECDSA(hashes.SHA256()),
        )
    except InvalidSignature as error:
        raise UntrustedList("状态名单被改动过") from error
    found = StatusList(
        datetime.fromisoformat(payload["issued_at"]), datetime.fromisoformat(payload["valid_until"]), payload["entries"]
    )
    if not found.issued_at <= now <= found.valid_until:
        raise UntrustedList("状态名单已经过期，请换一份新的")
    return found
