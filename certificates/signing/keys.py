"""The key ring: our own CA and its signing keys, in files apart from the database.

    <root>/private/ca.key.pem, <kid>.key.pem   readable by the site's account only
    <root>/public/ca.pem, <kid>.pem, keys.json  all that a verifier needs; may be copied anywhere

`keys.json` names the current key and says of each when it was made, retired and, if so, from when it is compromised.
Every key is EC P-256 and signs ES256 and nothing else: the algorithm belongs to the key, not to the message.
"""

import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ALGORITHM = "ES256"
CERTIFICATE_DAYS = 365 * 30  # the key is retired long before; a paper may be checked for decades


@dataclass(frozen=True)
class PublicKey:
    """One signing key as verifiers know it. `compromised_from`: signatures from then on are worth nothing."""

    kid: str
    certificate: x509.Certificate
    created_at: datetime
    retired_at: datetime | None = None
    compromised_from: datetime | None = None


@dataclass(frozen=True)
class PublicRing:
    """What a verifier needs: the CA's certificate and all keys by id."""

    authority: x509.Certificate
    keys: dict[str, PublicKey]
    current: str


def key_id(public_key) -> str:
    """The name of a public key: the first 16 hex digits of SHA-256 over its SubjectPublicKeyInfo."""
    info = public_key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(info).hexdigest()[:16]


def load_public(public_dir: Path) -> PublicRing:
    """The ring from a `public` folder. Raises FileNotFoundError where there is none."""
    index = json.loads((public_dir / "keys.json").read_text(encoding="utf-8"))
    keys = {}
    for entry in index["keys"]:
        certificate = _load_certificate(public_dir / f"{entry['kid']}.pem")
        if key_id(certificate.public_key()) != entry["kid"]:
            raise ValueError(f"the certificate of key {entry['kid']} holds another key")
        keys[entry["kid"]] = PublicKey(
            kid=entry["kid"],
            certificate=certificate,
            created_at=datetime.fromisoformat(entry["created_at"]),
            retired_at=_instant(entry.get("retired_at")),
            compromised_from=_instant(entry.get("compromised_from")),
        )
    return PublicRing(_load_certificate(public_dir / "ca.pem"), keys, index["current"])


class KeyRing:
    """The ring with its private half. Made on first use, whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def public_dir(self) -> Path:
        return self.root / "public"

    def private_file(self, kid: str) -> Path:
        return self.root / "private" / f"{kid}.key.pem"

    def public(self) -> PublicRing:
        """The public half; makes the ring if there is none."""
        self.ensure()
        return load_public(self.public_dir)

    def ensure(self) -> None:
        """Make the CA and the first key. Two processes at once end with one ring: the folder is renamed into place."""
        if self.public_dir.exists():
            return
        self.root.parent.mkdir(parents=True, exist_ok=True)
        draft = self.root.with_name(f"{self.root.name}.{secrets.token_hex(4)}.draft")
        _make_ring(draft)
        try:
            draft.rename(self.root)
        except OSError:
            shutil.rmtree(draft)
            if not self.public_dir.exists():
                raise

    def rotate(self, at: datetime | None = None) -> str:
        """Make a new key current and destroy the old private one; what it signed stays valid. The new key's id."""
        self.ensure()
        at = at or datetime.now(UTC)
        index = self._index()
        retired = index["current"]
        kid = _make_key(self.root, _load_private(self.private_file("ca")), self.public().authority, at)
        for entry in index["keys"]:
            if entry["kid"] == retired:
                entry["retired_at"] = at.isoformat()
        index["keys"].append({"kid": kid, "created_at": at.isoformat()})
        index["current"] = kid
        self._write_index(index)
        self.private_file(retired).unlink(missing_ok=True)
        return kid

    def mark_compromised(self, kid: str, since: datetime) -> None:
        """Nothing that the key signed at or after `since` counts. The current key is replaced at once."""
        index = self._index()
        entry = next((entry for entry in index["keys"] if entry["kid"] == kid), None)
        if entry is None:
            raise ValueError(f"no key {kid}")
        entry["compromised_from"] = since.isoformat()
        self._write_index(index)
        if index["current"] == kid:
            self.rotate()

    def _index(self) -> dict:
        return json.loads((self.public_dir / "keys.json").read_text(encoding="utf-8"))

    def _write_index(self, index: dict) -> None:
        _write(self.public_dir / "keys.json", json.dumps(index, indent=1).encode(), 0o644)


def _make_ring(root: Path) -> None:
    (root / "private").mkdir(parents=True, mode=0o700)
    (root / "public").mkdir()
    now = datetime.now(UTC)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    name = _name("certificate authority")
    authority = (
        _builder(name, name, authority_key.public_key(), authority_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    _write(root / "private" / "ca.key.pem", _private_pem(authority_key), 0o600)
    _write(root / "public" / "ca.pem", authority.public_bytes(serialization.Encoding.PEM), 0o644)
    kid = _make_key(root, authority_key, authority, now)
    index = {"algorithm": ALGORITHM, "current": kid, "keys": [{"kid": kid, "created_at": now.isoformat()}]}
    _write(root / "public" / "keys.json", json.dumps(index, indent=1).encode(), 0o644)


def _make_key(root: Path, authority_key, authority: x509.Certificate, at: datetime) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    kid = key_id(key.public_key())
    certificate = (
        _builder(_name(f"certificates {kid}"), authority.subject, key.public_key(), authority_key.public_key(), at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    _write(root / "private" / f"{kid}.key.pem", _private_pem(key), 0o600)
    _write(root / "public" / f"{kid}.pem", certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    return kid


def _name(role: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Yunchuang Xuetang"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Yunchuang Xuetang {role}"),
        ]
    )


def _builder(subject, issuer, public_key, authority_public_key, at) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_public_key), critical=False)
    )


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names})


def _private_pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _load_private(path: Path):
    return serialization.load_pem_private_key(path.read_bytes(), password=None)


def _load_certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write whole and under its final mode from the first byte on, then rename into place."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
