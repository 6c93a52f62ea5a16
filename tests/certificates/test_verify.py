"""Anyone can check a certificate, by code or by file, and learns no more than that."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.rules.codes import grouped, new_code
from certificates.services.consider_person import consider_person
from certificates.services.sign_document import sign_document
from certificates.views.limits import MISSES_PER_WINDOW
from tests.pages import without_tokens


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def credential(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    return consider_person(person=cast.learner, scheme=scheme, at=now)


@pytest.fixture
def paper(credential) -> bytes:
    with sign_document(event=credential.events.get()).file.open("rb") as file:
        return file.read()


def upload(client, data: bytes):
    file = SimpleUploadedFile("certificate.pdf", data, "application/pdf")
    return client.post(reverse("certificates:verify"), {"file": file})


def test_a_stranger_without_an_account_checks_a_code_in_any_spelling(client, credential):
    answer = client.get(reverse("certificates:verify"), {"code": f" {grouped(credential.code).lower()} "}, follow=True)
    page = answer.content.decode()
    assert "证书有效" in page
    assert "何**" in page


def test_the_page_shows_the_least_data(client, credential, cast):
    page = without_tokens(client.get(reverse("certificates:verify_code", args=[credential.code])).content.decode())
    page = page.replace(credential.code, "").replace(grouped(credential.code), "")
    for secret in ("何晓岚", cast.learner.username, "90", "exam-i01"):
        assert secret not in page, secret


def test_the_page_is_not_cached(client, credential):
    answer = client.get(reverse("certificates:verify_code", args=[credential.code]))
    assert "no-store" in answer["Cache-Control"]


def test_a_code_that_is_none_is_answered_at_its_field(client, db):
    page = client.get(reverse("certificates:verify"), {"code": "8K3F-72QD"}).content.decode()
    assert "核验码应为 26 位" in page


def test_an_unknown_code_is_not_found_and_guessing_is_slowed_down(client, db):
    for _ in range(MISSES_PER_WINDOW):
        assert client.get(reverse("certificates:verify_code", args=[new_code()])).status_code == 404
    slowed = client.get(reverse("certificates:verify_code", args=[new_code()]))
    assert slowed.status_code == 429
    assert slowed["Retry-After"] == "60"


def test_checking_real_certificates_is_never_slowed_down(client, credential):
    for _ in range(MISSES_PER_WINDOW + 5):
        assert client.get(reverse("certificates:verify_code", args=[credential.code])).status_code == 200


def test_the_issued_file_is_accepted(client, paper):
    assert "证书有效" in upload(client, paper).content.decode()


def test_a_tampered_file_is_refused_with_the_reason(client, paper):
    place = paper.index(b"stream") + 200
    tampered = paper[:place] + bytes([paper[place] ^ 1]) + paper[place + 1 :]
    page = upload(client, tampered).content.decode()
    assert "文件核验不通过" in page
    assert "改动过" in page
    assert "何**" not in page


def test_a_file_that_is_none_is_refused(client, db):
    assert "文件核验不通过" in upload(client, b"hello").content.decode()
    assert "文件太大" in upload(client, b"%PDF" + b"0" * (5 * 1024 * 1024)).content.decode()
