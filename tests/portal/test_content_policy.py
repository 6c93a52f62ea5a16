"""The site loads nothing from elsewhere and runs nothing that stands in a page."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = [
    "training_site", "foundation", "organisation", "service_items", "question_bank", "courses", "policies", "drills",
    "exams", "certificates", "plans", "analytics", "appraisal",
]  # fmt: skip
TEMPLATES = sorted(path for app in APPS for path in (ROOT / app).glob("**/templates/**/*.html"))
STATIC = sorted(
    path
    for app in APPS
    for path in (ROOT / app).glob("**/static/**/*")
    if path.suffix in {".js", ".css", ".svg"} and "vendor" not in path.parts
)
IN_ADMIN = re.compile(r"""\{%\s*extends\s+["']wagtail""")
INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.I),
    "inline style": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "javascript: address": re.compile(r"""["']\s*javascript:""", re.I),
}
UNESCAPED = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off")
HOST = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.I)
NAMESPACES = {"http://www.w3.org"}  # names of XML vocabularies, never fetched


def test_the_site_has_a_strict_policy(client, db):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "http" not in policy


def test_error_pages_have_it_too(cast, sign_in):
    assert "default-src 'none'" in sign_in(cast.learner).get("/no-such-page/")["Content-Security-Policy"]


def test_the_admin_has_its_own(cast, sign_in):
    policy = sign_in(cast.trainer).get("/cms/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_carries_no_inline_code_and_no_unescaped_output(path):
    text = path.read_text(encoding="utf-8")
    faults = [name for name, pattern in INLINE.items() if pattern.search(text)]
    if IN_ADMIN.search(text):
        faults = []  # Wagtail's admin has a policy of its own
    if UNESCAPED.search(text):
        faults.append("unescaped output")
    assert faults == []


@pytest.mark.parametrize("path", [*TEMPLATES, *STATIC], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_names_no_other_host(path):
    text = path.read_text(encoding="utf-8")
    assert set(HOST.findall(text)) - NAMESPACES == set()
