"""A7, short form: the network goes, answers are written, the browser is killed, opened again, and all of them arrive.

Size here: 5 questions, seconds offline, the server refuses the first 3 drains. The outbox of a TAO-like player that
empties itself before sending is the mutant.
"""

import pytest

from exams.models import Attempt, Response
from tests.faults.browser import chromium, kill, ready
from tests.faults.rig import Site, hall, on_postgresql, session_cookie

pytestmark = [pytest.mark.fault, pytest.mark.browser, pytest.mark.services, on_postgresql]
MUTANT = """
  // a player that empties its outbox before it sends
  export class Drain extends Sound {
    async send(client, batch) { await this.outbox.acknowledge(client, batch); return super.send(client, batch); }
    async recover() { this.later(); return false; }
  }
"""


def choose(page, number: int) -> None:
    """Choose the option in force of question `number` and go on."""
    article = page.locator(f'[data-number="{number}"]')
    article.locator("label.opt", has_text="五日").click()


def sit(site: Site, person, sitting, profile, *, mutant: bool = False) -> Attempt:
    from exams.services.start_attempt import start_attempt

    attempt = start_attempt(sitting_id=sitting.pk, person=person).attempt
    address = f"{site.url}/exams/attempts/{attempt.pk}/"
    refused = []

    def refuse_thrice(route):
        if len(refused) < 3 and route.request.method == "PUT":
            refused.append(1)
            return route.fulfill(status=500, body="broken")
        return route.continue_()

    def spoil(route):
        answer = route.fetch()
        text = answer.text().replace("export class Drain", "class Sound")
        return route.fulfill(response=answer, body=text + MUTANT)

    with chromium(profile, site.url, session_cookie(person)) as context:
        page = context.new_page()
        if mutant:
            page.route("**/exams/drain.js", spoil)
        page.goto(address)
        ready(page)
        choose(page, 1)
        page.wait_for_selector(".saved--ok")
        context.set_offline(True)
        for number in range(2, 6):
            page.locator('[data-do="next"]').click()
            choose(page, number)
        page.wait_for_selector("#saved-text:has-text('本机待同步 4 题')", timeout=10_000) if not mutant else None
        page.wait_for_timeout(1500)
        kill(profile)
    with chromium(profile, site.url, session_cookie(person)) as context:
        page = context.new_page()
        page.route("**/responses", refuse_thrice)
        page.goto(address)
        ready(page)
        page.wait_for_timeout(6000 if mutant else 0)
        if not mutant:
            page.wait_for_selector("#saved-text:has-text('已存到服务器')", timeout=30_000)
            page.locator('[data-do="hand-in"]').first.click()
            page.locator('[data-do="confirm"]').click()
            page.wait_for_url("**/exams/attempts/*/", timeout=15_000)
            page.wait_for_selector("text=已交卷")
            left = page.evaluate(
                "new Promise((done) => { const open = indexedDB.open('exams-outbox'); open.onsuccess = () => { "
                "const all = open.result.transaction('changes').objectStore('changes').count(); "
                "all.onsuccess = () => done(all.result); }; })"
            )
            assert left == 0
    return attempt


def test_answers_written_offline_survive_a_killed_browser(shared_database, tmp_path):
    sitting, (person,) = hall(1)
    with Site() as site:
        attempt = sit(site, person, sitting, tmp_path / "profile")
    attempt.refresh_from_db()
    assert Response.objects.filter(attempt=attempt).exclude(value=None).count() == 5
    assert attempt.state == Attempt.State.CLOSED


def test_mutant_an_outbox_emptied_before_sending_loses_answers(shared_database, tmp_path):
    sitting, (person,) = hall(1)
    with Site() as site:
        attempt = sit(site, person, sitting, tmp_path / "profile", mutant=True)
    assert Response.objects.filter(attempt=attempt).count() < 5
