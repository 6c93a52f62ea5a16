"""Sign a PDF so that any later change shows, and say of a PDF whether it is what we signed.

The signature is PAdES (ETSI.CAdES.detached, ECDSA P-256 with SHA-256), certified "no changes allowed". Verifying needs
only the public ring. It is stricter than the standard asks: one signature over the whole file, our own certificates and
nothing beside them in the container, no byte of the container's padding used. So there is no byte left to change.
"""

import hashlib
import io
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.rules.codes import normalised
from certificates.signing.keys import KeyRing, PublicKey, PublicRing, key_id

FIELD_NAME = "Seal"
MAX_BYTES = 5 * 1024 * 1024
MAX_SECTIONS = 2  # typst's and the signature's
NOT_OURS = (b"/XRefStm", b"/Encrypt", b"#", b"%")


@dataclass
class Verdict:
    """What the signature says. `signature`: valid, invalid or unknown-key; `reasons` in words; `code` only if valid."""

    signature: str
    reasons: list[str] = field(default_factory=list)
    code: str = ""
    key_id: str = ""
    signed_at: datetime | None = None
    sha256: str = ""


@lru_cache(maxsize=8)
def _signer(ring_root, kid: str) -> signers.SimpleSigner:
    ring = KeyRing(ring_root)
    return signers.SimpleSigner.load(
        key_file=str(ring.private_file(kid)),
        cert_file=str(ring.public_dir / f"{kid}.pem"),
        ca_chain_files=[str(ring.public_dir / "ca.pem")],
    )


def sign_pdf(data: bytes, ring: KeyRing, *, reason: str, kid: str | None = None) -> tuple[bytes, str]:
    """The signed file and the id of the key. Not to be called where an event loop runs."""
    kid = kid or ring.public().current
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
    )
    signed = signers.PdfSigner(meta, signer=_signer(ring.root, kid)).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)), output=io.BytesIO()
    )
    return signed.getvalue(), kid


def verify_pdf(data: bytes, ring: PublicRing) -> Verdict:
    """The verdict on a file of any content; never raises for what the file contains."""
    verdict = Verdict("invalid", sha256=hashlib.sha256(data).hexdigest())
    try:
        _judge(data, ring, verdict)
    except Exception:  # a hostile file may break the parser in any way; whatever breaks it is not what we signed
        verdict.signature = "invalid"
        verdict.reasons = [_("这不是本系统签发的文件，或者内容已经损坏")]
    if verdict.signature != "valid":
        verdict.code = ""
    return verdict


def _judge(data: bytes, ring: PublicRing, verdict: Verdict) -> None:
    if len(data) > MAX_BYTES:
        verdict.reasons.append(_("文件太大，本系统的证书不超过 5 MB"))
        return
    if not _is_plain(data):
        verdict.reasons.append(_("这不是本系统签发的文件，或者内容已经损坏"))
        return
    reader = PdfFileReader(io.BytesIO(data))
    found = reader.embedded_signatures
    if len(found) != 1:
        verdict.reasons.append(_("文件里没有签章") if not found else _("文件里有不止一个签章"))
        return
    signature = found[0]
    key = _known_key(signature.signer_cert, ring)
    if key is None:
        verdict.signature = "unknown-key"
        verdict.reasons.append(_("签章用的不是本单位的密钥"))
        return
    verdict.key_id, verdict.signed_at = key.kid, signature.self_reported_timestamp
    verdict.reasons += _faults(data, signature, key, ring)
    if verdict.reasons:
        return
    verdict.code = _code_in(reader)
    if not verdict.code:
        verdict.reasons.append(_("签章有效，但文件里没有证书核验码"))
        return
    verdict.signature = "valid"


def _is_plain(data: bytes) -> bool:
    """Whether the file has only plain cross-reference tables, as ours do.

    Streams in their place would be unpacked by the reader before anything is verified: a small hostile file could ask
    for gigabytes.
    """
    tail = re.search(rb"startxref\s+(\d{1,8})\s+%%EOF\s*$", data[-64:])
    place = tail[1] if tail else None
    for _section in range(MAX_SECTIONS):
        start = int(place) if place else len(data)
        head = data.find(b"trailer", start)
        trailer = data[head : data.find(b"startxref", head)]
        previous = re.findall(rb"/Prev\s+(\d{1,8})\s*(?:/|>>)", trailer)
        if data[start : start + 4] != b"xref" or head < 0 or any(word in trailer for word in NOT_OURS):
            return False
        if len(previous) != trailer.count(b"/Prev"):
            return False
        if not previous:
            return True
        place = previous[0]
    return False


def _known_key(certificate: asn1_x509.Certificate, ring: PublicRing) -> PublicKey | None:
    kid = key_id(serialization.load_der_public_key(certificate.public_key.dump()))
    key = ring.keys.get(kid)
    return key if key and certificate.dump() == _der(key.certificate) else None


def _faults(data: bytes, signature, key: PublicKey, ring: PublicRing) -> list[str]:
    status = validate_pdf_signature(
        signature,
        ValidationContext(trust_roots=[_asn1(ring.authority)], allow_fetching=False, moment=datetime.now(UTC)),
    )
    whole = (
        status.intact
        and status.valid
        and status.trusted
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.docmdp_ok
        and _is_bare(data, signature, key, ring)
    )
    if not whole:
        return [_("文件在签发之后被改动过")]
    if signature.self_reported_timestamp is None:
        return [_("签章没有写明时间")]
    if key.compromised_from and signature.self_reported_timestamp >= key.compromised_from:
        return [_("签章用的密钥在签章之前已经作废")]
    return []


def _is_bare(data: bytes, signature, key: PublicKey, ring: PublicRing) -> bool:
    """Whether the container holds exactly what we put there, in exactly our spelling, and zeros after it."""
    start, length, resume, tail = (int(number) for number in signature.byte_range)
    if start != 0 or resume + tail != len(data):
        return False
    spelled = data[length:resume]
    if not re.fullmatch(rb"<[0-9A-F]+>", spelled):
        return False
    content = bytes.fromhex(spelled[1:-1].decode("ascii"))
    container = _container(cms.ContentInfo.load(content)["content"]["signer_infos"][0], key, ring)
    return content == container + bytes(len(content) - len(container))


def _container(signer: cms.SignerInfo, key: PublicKey, ring: PublicRing) -> bytes:
    """The container as we make it: of what stands in the file, only the signed attributes and the signature go in."""
    leaf = _asn1(key.certificate)
    sha256 = {"algorithm": "sha256"}
    return cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [sha256],
                    "encap_content_info": {"content_type": "data"},
                    "certificates": [leaf, _asn1(ring.authority)],
                    "signer_infos": [
                        {
                            "version": "v1",
                            "sid": cms.SignerIdentifier(
                                {
                                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                                        {"issuer": leaf.issuer, "serial_number": leaf.serial_number}
                                    )
                                }
                            ),
                            "digest_algorithm": sha256,
                            "signed_attrs": signer["signed_attrs"],
                            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                            "signature": signer["signature"],
                        }
                    ],
                }
            ),
        }
    ).dump()


def _code_in(reader: PdfFileReader) -> str:
    keywords = str(reader.trailer["/Info"].get("/Keywords", ""))
    match = re.search(r"code=([0-9A-Z]+)", keywords)
    return normalised(match[1]) if match else ""


def _der(certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _asn1(certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(_der(certificate))
