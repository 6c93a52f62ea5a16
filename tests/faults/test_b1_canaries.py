"""B1: keys, explanations, marking notes and unreleased stems carry tokens; no page, answer or API lets one out before its
time.

Every address of the site that a role can GET is crawled against a table of role and phase; only the released review may
show key and explanation, to the candidate alone, and notes never. Who writes and marks questions may read them, so
trainer, reviewer, officers and administrator are not in the table. Size here: the candidate and the manager while the
exam runs; the full size (`make faults`): five roles and somebody not signed in, before the bell, during, after the end
and after the release.
"""

import pytest
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from exams.models import Attempt, Sitting
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.lay_out_ahead import lay_out_ahead
from exams.services.publish_paper import publish_paper
from exams.services.release_results import release_results
from exams.services.sign_paper import sign_paper
from tests.exams.exam_stories import MINUTE, open_now, started
from tests.faults.rig import size
from tests.question_bank.bank_stories import EXPLANATION_CANARY, NOTES_CANARY, approved, single

pytestmark = [pytest.mark.fault, pytest.mark.sqlite, pytest.mark.django_db]
KEY_CANARY, STEM_CANARY = "答案里的金丝雀五五三", "题干里的金丝雀六六二"
BLANK = {
    "kind": "fill_in", "content": {"stem": f"{STEM_CANARY}：____", "blanks": [{}]},
    "key": {"blanks": [{"answers": [KEY_CANARY]}]},
}  # fmt: skip
WHO = size(("learner", "manager"), ("learner", "cover", "stranger", "manager", "auditor", None))
PHASES = size(("during",), ("before", "during", "after", "released"))
SKIPPED = (
    "static",
    "media",
    "logout",
    "jsi18n",
    "i18n",
    "/cms/",
)  # a learner's /cms/ is one redirect, tested in its app


def addresses(patterns=None, before: str = ""):
    """Every address pattern of the site with its converters filled by small numbers."""
    import re

    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + re.sub(r"[\\^$]|\(\?[:P][^)]*\)\??", "", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield re.sub(r"<[^>]*>", "1", route)


def crawl(person, extra=()) -> dict[str, str]:
    """Address → what it answered, for everything a person can GET."""
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    found = {}
    for address in {*addresses(), *extra}:
        path = "/" + address.lstrip("/")
        if any(part in path for part in SKIPPED) or len(path) > 120:
            continue
        response = client.get(path)
        if getattr(response, "streaming", False):
            continue
        found[path] = response.content.decode("utf-8", "replace") + str(dict(response.headers))
    return found


def leaks(pages: dict[str, str], *tokens: str) -> list[str]:
    return [path for path, text in pages.items() if any(token in text for token in tokens)]


def paper_of(cast):
    """One choice (五日 is right) and one blank, with a token in each secret."""
    rows = [(each.current_version, 2) for each in (approved(cast, **single()), approved(cast, **BLANK))]
    paper = create_fixed_paper(title="金丝雀卷", node=cast.hall, by=cast.officer, questions=rows)
    publish_paper(paper=paper, by=cast.officer)
    return sign_paper(paper=paper, by=cast.officer_b)


@pytest.fixture
def desk(cast):
    desk = started(cast.learner, open_now(cast, [cast.learner, cast.cover], version=paper_of(cast)))
    desk.answer(1, "三日")
    return desk


def own_pages(desk) -> list[str]:
    attempt, sitting = desk.attempt["id"], desk.attempt["sitting"]
    return [
        reverse("exams:attempt", args=[attempt]), reverse("exams:result", args=[attempt]),
        reverse("exams:intro", args=[sitting]), f"/api/v1/attempts/{attempt}", f"/api/v1/attempts/{attempt}/result",
        f"/api/v1/attempts/{attempt}/pulse", "/api/v1/me/sittings",
    ]  # fmt: skip


def reach(phase: str, cast, desk, deliver) -> None:
    """Bring the learner's exam to that phase."""
    if phase == "before":
        Attempt.objects.update(state="created")
        opens = timezone.now() + 5 * MINUTE
        Sitting.objects.update(opens_at=opens)
        lay_out_ahead()
    elif phase != "during":
        desk.hand_in()
        deliver()
    if phase == "released":
        release_results(sitting=desk.row().sitting, by=cast.officer)
        deliver()


def secrets_of(phase: str, name: str | None) -> tuple[str, ...]:
    """The tokens that this person must not see in that phase."""
    secret = (EXPLANATION_CANARY, NOTES_CANARY, KEY_CANARY)
    if phase == "released" and name == "learner":
        return (NOTES_CANARY,)
    shown = (phase, name) == ("during", "learner")
    return secret if shown else (*secret, STEM_CANARY)


@pytest.mark.parametrize("phase", PHASES)
def test_no_role_sees_a_secret_before_its_time(cast, desk, deliver, phase):
    reach(phase, cast, desk, deliver)
    crawled = 0
    for name in WHO:
        pages = crawl(name and getattr(cast, name), own_pages(desk))
        crawled += len(pages)
        assert len(pages) > 50
        assert leaks(pages, *secrets_of(phase, name)) == [], name
    print(f"{phase}: {len(WHO)} roles, {crawled} pages, 0 canaries")


def test_the_answers_to_a_candidate_name_nothing_right(desk):
    assert '"correct"' not in desk.call("get", desk.path).content.decode()


def test_only_the_candidate_sees_key_and_explanation_and_only_after_the_release(cast, desk, deliver):
    desk.hand_in()
    deliver()
    own = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
    assert leaks(own, EXPLANATION_CANARY, NOTES_CANARY, KEY_CANARY) == []
    release_results(sitting=desk.row().sitting, by=cast.officer)
    own = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
    for token in (EXPLANATION_CANARY, KEY_CANARY):
        assert set(leaks(own, token)) == {own_pages(desk)[1], own_pages(desk)[4]}
    assert leaks(own, NOTES_CANARY) == []
    desk.http.force_login(cast.cover)
    others = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
    assert leaks(others, EXPLANATION_CANARY, NOTES_CANARY, KEY_CANARY) == []


def test_mutant_a_serializer_with_all_fields_is_noticed(cast, desk):
    with override_settings(SABOTAGE=frozenset({"candidate-fields"})):
        own = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
        assert leaks(own, EXPLANATION_CANARY) and leaks(own, KEY_CANARY)
