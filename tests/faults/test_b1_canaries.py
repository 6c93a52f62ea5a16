"""B1: keys, explanations, marking notes and unreleased stems carry tokens; no page, answer or API lets one out before its
time.

Every address of the site that a role can GET, filled with this exam's ids, is crawled against a table of role and phase,
bodies (workbooks unpacked) and headers; only the released review may show key and explanation, to the candidate alone and when
nobody may sit the exam any more, and notes never. Who writes, sets and marks the hall's questions may read them, so trainer, reviewer and officers are not
in the table; their colleague from another hall is. Pictures and what lies in them: tests/question_bank/
test_keys_stay_inside.py, test_import_pictures.py. Size here: the candidate and the manager while the exam runs; the full
size (`make faults`): eight people, one of them not signed in, before the bell, during, after the end, after the
release while a colleague has yet to sit, and when all is over. The mutant is a serializer with all fields.
"""

import io
import re
import zipfile

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from exams.models import Attempt, Sitting
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.lay_out_ahead import lay_out_ahead
from exams.services.publish_paper import publish_paper
from exams.services.release_results import release_results
from exams.services.sign_paper import sign_paper
from exams.services.write_reviews import write_waiting_reviews
from tests.exams.exam_stories import MINUTE, open_now, started
from tests.faults.rig import size
from tests.question_bank.bank_stories import EXPLANATION_CANARY, NOTES_CANARY, approved, single
from tests.site.test_every_address import Walker
from tests.site.whole_hall import addresses, plain

pytestmark = [pytest.mark.fault, pytest.mark.sqlite, pytest.mark.django_db]
KEY_CANARY, STEM_CANARY = "答案里的金丝雀五五三", "题干里的金丝雀六六二"
BLANK = {
    "kind": "fill_in", "content": {"stem": f"{STEM_CANARY}：____", "blanks": [{}]},
    "key": {"blanks": [{"answers": [KEY_CANARY]}]},
}  # fmt: skip
WHO = size(
    ("learner", "manager"),
    ("learner", "cover", "stranger", "stranger_trainer", "manager", "auditor", "admin", None),
)
PHASES = size(("during",), ("before", "during", "after", "released", "over"))
SKIPPED = ("static", "media/", "logout", "jsi18n", "i18n")
OFFICES = ("stranger_trainer", "admin")  # for the others /cms/ is one redirect, tested in its app
SEARCHES = ("/search/?q={}", "/questions/?q={}", "/cms/questions/?q={}")


def ids_of(desk) -> dict[str, int]:
    """What stands in the brackets of this exam's addresses."""
    version = desk.row().paper_version.questions.last().version
    return {
        "attempt_id": desk.attempt["id"], "sitting_id": desk.attempt["sitting"], "version_id": version.pk,
        "question_id": version.question_id,
    }  # fmt: skip


def everywhere(ids: dict[str, int], *, cms: bool) -> set[str]:
    """Every address of the site; what is not this exam's is number 1."""
    found = {re.sub(r"<(?:\w+:)?(\w+)>", lambda name: str(ids.get(name[1], 1)), plain(each)) for each in addresses()}
    found |= {each.format(STEM_CANARY[:7]) for each in SEARCHES}
    paths = {"/" + each.lstrip("/") for each in found if cms or not each.lstrip("/").startswith("cms/")}
    return {path for path in paths if not any(part in path for part in SKIPPED)}


def text_of(response) -> str:
    """All that an answer says: its body, a workbook unpacked, and its headers."""
    body = b"".join(response) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"".join(parts.read(name) for name in parts.namelist())
    return body.decode("utf-8", "replace") + str(dict(response.headers))


def crawl(person, paths: set[str]) -> dict[str, str]:
    """Address → what it answered."""
    walker = Walker(person)
    return {path: text_of(walker.ask("get", path)) for path in paths}


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
    if phase in ("released", "over"):
        release_results(sitting=desk.row().sitting, by=cast.officer)
        deliver()
    if phase == "over":
        nobody_may_sit_it()


def nobody_may_sit_it() -> None:
    Sitting.objects.update(closes_at=timezone.now() - MINUTE / 2)
    assert write_waiting_reviews() == 1


def secrets_of(phase: str, name: str | None) -> tuple[str, ...]:
    """The tokens that this person must not see in that phase."""
    secret = (EXPLANATION_CANARY, NOTES_CANARY, KEY_CANARY)
    if (phase, name) == ("over", "learner"):
        return (NOTES_CANARY,)
    shown = (phase, name) == ("during", "learner")
    return secret if shown else (*secret, STEM_CANARY)


@pytest.mark.parametrize("phase", PHASES)
def test_no_role_sees_a_secret_before_its_time(cast, desk, deliver, phase):
    reach(phase, cast, desk, deliver)
    crawled = 0
    for name in WHO:
        paths = everywhere(ids_of(desk), cms=name in OFFICES)
        pages = crawl(name and getattr(cast, name), {*paths, *own_pages(desk)})
        crawled += len(pages)
        assert len(pages) > 150
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
    assert leaks(own, EXPLANATION_CANARY, NOTES_CANARY, KEY_CANARY) == [], "a colleague has yet to sit it"
    nobody_may_sit_it()
    own = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
    for token in (EXPLANATION_CANARY, KEY_CANARY):
        assert set(leaks(own, token)) == {own_pages(desk)[1], own_pages(desk)[4]}
    assert leaks(own, NOTES_CANARY) == []
    desk.http.force_login(cast.cover)
    others = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
    assert leaks(others, EXPLANATION_CANARY, NOTES_CANARY, KEY_CANARY) == []


def test_mutant_that_shows_the_review_while_a_colleague_may_sit_is_noticed(cast, desk, deliver):
    desk.hand_in()
    deliver()
    with override_settings(SABOTAGE=frozenset({"reviews-wait"})):
        release_results(sitting=desk.row().sitting, by=cast.officer)
    own = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
    assert leaks(own, EXPLANATION_CANARY) and leaks(own, KEY_CANARY)


def test_mutant_a_serializer_with_all_fields_is_noticed(cast, desk):
    with override_settings(SABOTAGE=frozenset({"candidate-fields"})):
        own = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
        assert leaks(own, EXPLANATION_CANARY) and leaks(own, KEY_CANARY)
