"""The signed PDF: made once, accepted by independent tools, refused after any change."""

import io
import random
import shutil
import subprocess
import zlib

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.general import SigningError

from certificates.documents.render import UnprintableText, render
from certificates.models import CertificateDocument, CredentialEvent, DocumentFault
from certificates.services.consider_person import consider_person
from certificates.services.sign_document import face_of, sign_document, sign_missing_documents
from certificates.signing.keys import KeyRing
from certificates.signing.pdf import sign_pdf, verify_pdf
from certificates.signing.ring import hall_ring
from foundation.models import Notice


@pytest.fixture
def credential(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    return consider_person(person=cast.learner, scheme=scheme, at=now)


@pytest.fixture
def document(credential) -> CertificateDocument:
    return sign_document(event=credential.events.get())


@pytest.fixture
def paper(document) -> bytes:
    with document.file.open("rb") as file:
        return file.read()


def test_an_award_gets_one_file_however_often_it_is_delivered(credential, deliver):
    deliver()
    for _ in range(3):
        sign_document(event=credential.events.get())
    sign_missing_documents()
    assert CertificateDocument.objects.count() == 1


@pytest.mark.parametrize("tool", [["pdfsig"], ["qpdf", "--check"]])
def test_independent_tools_accept_the_file(document, tool):
    assert shutil.which(tool[0]), f"{tool[0]} is not installed"
    answer = subprocess.run([*tool, document.file.path], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    if tool[0] == "pdfsig":
        assert "Signature is Valid" in answer.stdout
        assert "Total document signed" in answer.stdout


def test_the_file_verifies_with_public_keys_only(paper, credential):
    verdict = verify_pdf(paper, hall_ring().public())
    assert (verdict.signature, verdict.code) == ("valid", credential.code)


def test_no_byte_can_be_changed(paper):
    ring = hall_ring().public()
    chance = random.Random(7)
    container = paper.index(b"/Contents <")
    places = [chance.randrange(len(paper)) for _ in range(100)]
    places += [chance.randrange(container, container + 4730) for _ in range(100)]
    for place in places:
        changed = bytearray(paper)
        changed[place] ^= 1 << chance.randrange(8)
        verdict = verify_pdf(bytes(changed), ring)
        assert verdict.signature in ("invalid", "unknown-key"), f"byte {place}"
        assert verdict.reasons
        assert verdict.code == ""


@pytest.mark.parametrize("forged", [b"", b"%PDF-1.7\n", b"not a file at all", b"%PDF-1.7" + b"\0" * 2000])
def test_what_is_no_certificate_is_refused_with_a_reason(db, forged):
    verdict = verify_pdf(forged, hall_ring().public())
    assert verdict.signature == "invalid"
    assert verdict.reasons


def test_a_file_that_unpacks_to_gigabytes_is_refused_unread(db, monkeypatch):
    read = []
    monkeypatch.setattr("certificates.signing.pdf.PdfFileReader", read.append)
    packed = zlib.compress(b"\0" * 50_000_000)
    stream = b"<</Type/XRef/Size 9/W[1 2 1]/Filter/FlateDecode/Length " + str(len(packed)).encode() + b">>stream\n"
    bomb = b"%PDF-1.7\n1 0 obj\n" + stream + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    assert verify_pdf(bomb, hall_ring().public()).signature == "invalid"
    assert read == []


def test_something_appended_after_signing_is_refused(paper):
    assert verify_pdf(paper + b"\n% more\n", hall_ring().public()).signature == "invalid"


def test_the_signature_forbids_any_further_change(paper, tmp_path):
    ring = KeyRing(tmp_path / "other")
    signer = signers.SimpleSigner.load(
        key_file=str(ring.private_file(ring.public().current)),
        cert_file=str(ring.public_dir / f"{ring.public().current}.pem"),
    )
    meta = signers.PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
    with pytest.raises(SigningError, match="forbids all changes"):
        signers.PdfSigner(meta, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), output=io.BytesIO())


def test_a_file_signed_with_a_strange_key_is_of_an_unknown_key(credential, tmp_path):
    drawn = render(face_of(credential.events.get()), credential.issued_at)
    signed, _ = sign_pdf(drawn, KeyRing(tmp_path / "other"), reason="forged")
    assert verify_pdf(signed, hall_ring().public()).signature == "unknown-key"


def test_an_unsigned_copy_is_refused(credential):
    drawn = render(face_of(credential.events.get()), credential.issued_at)
    assert verify_pdf(drawn, hall_ring().public()).signature == "invalid"


def test_after_a_rotation_old_papers_still_verify_and_new_ones_carry_the_new_key(credential, paper, tmp_path):
    ring = KeyRing(tmp_path / "ring")
    drawn = render(face_of(credential.events.get()), credential.issued_at)
    old, old_kid = sign_pdf(drawn, ring, reason="old")
    new_kid = ring.rotate()
    new, used = sign_pdf(drawn, ring, reason="new")
    assert used == new_kid != old_kid
    assert not ring.private_file(old_kid).exists()
    assert {verify_pdf(file, ring.public()).signature for file in (old, new)} == {"valid"}


def test_what_a_compromised_key_signed_from_then_on_is_refused(credential, tmp_path):
    ring = KeyRing(tmp_path / "ring")
    drawn = render(face_of(credential.events.get()), credential.issued_at)
    signed, kid = sign_pdf(drawn, ring, reason="x")
    moment = verify_pdf(signed, ring.public()).signed_at
    ring.mark_compromised(kid, moment)
    refused = verify_pdf(signed, ring.public())
    assert (refused.signature, "作废" in refused.reasons[0]) == ("invalid", True)
    assert ring.public().current != kid
    ring.mark_compromised(kid, moment.replace(year=moment.year + 1))
    assert verify_pdf(signed, ring.public()).signature == "valid"


def test_the_private_key_is_for_the_sites_account_only_and_nowhere_in_the_database(document):
    ring = hall_ring()
    secret = ring.private_file(ring.public().current)
    assert secret.stat().st_mode & 0o077 == 0
    assert (ring.root / "private").stat().st_mode & 0o077 == 0
    body = secret.read_text().splitlines()[1]
    assert body not in str(list(CertificateDocument.objects.values())) + str(list(CredentialEvent.objects.values()))


def test_a_rare_character_in_a_name_is_drawn(cast, scheme, prove_all, now, tmp_path):
    prove_all(cast.stranger, at=now)
    credential = consider_person(person=cast.stranger, scheme=scheme, at=now)
    assert "𬭎" in credential.person.name
    made = sign_document(event=credential.events.get())
    text = subprocess.run(["pdftotext", made.file.path, "-"], capture_output=True, text=True, check=True).stdout
    assert "沈𬭎" in text


def test_a_character_that_no_font_has_fails_clearly_and_prints_no_box(cast, scheme, prove_all, now):
    cast.learner.name = "何\U000323aa"
    cast.learner.save()
    prove_all(cast.learner, at=now)
    credential = consider_person(person=cast.learner, scheme=scheme, at=now)
    with pytest.raises(UnprintableText):
        render(face_of(credential.events.get()), now)
    assert sign_document(event=credential.events.get()) is None
    assert "CERTIFICATE_NAME_FONTS" in DocumentFault.objects.get().reason
    assert Notice.objects.filter(person=cast.manager, key__startswith="certificate-fault").count() == 1


def test_the_paper_says_what_it_is_and_what_it_is_not(document):
    text = subprocess.run(["pdftotext", document.file.path, "-"], capture_output=True, text=True, check=True).stdout
    flat = text.replace("\n", "")
    assert "本证明为单位内部岗位培训合格证明，不是国家职业技能等级证书" in flat
    assert "事项授权培训合格证明" in flat
    assert "理论考核 90 分、模拟演练 90 分" in flat
