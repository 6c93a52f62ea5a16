"""A7: the network goes for ten minutes, answers are written, the browser is killed, opened again, and all of them arrive.

Size here: 5 questions; the full size (`make faults`): 40. The ten minutes pass on the page's own clock, so that its
timers do what they would do. The page says that answers are kept on this device. Meanwhile somebody else signs in on
that computer: nothing is thrown away, nothing can be read. The server refuses the first 3 drains, and the hand-in waits
for all that is on the device, at most 30 s; afterwards nothing of the attempt is left in the browser. The outbox of a
TAO-like player that empties itself before sending is the mutant. In a browser on PostgreSQL; the engine makes no
difference to what the page does.
"""

import pytest
from playwright.sync_api import Page

from exams.models import Attempt, Response
from exams.services.start_attempt import start_attempt
from tests.faults.browser import chromium, kill, ready
from tests.faults.rig import Site, hall, on_postgresql, session_cookie, size

pytestmark = [pytest.mark.fault, pytest.mark.browser, pytest.mark.services, on_postgresql]
QUESTIONS = size(5, 40)
MUTANT = """
  // a player that empties its outbox before it sends
  export class Drain extends Sound {
    async send(client, batch) { await this.outbox.acknowledge(client, batch); return super.send(client, batch); }
    async recover() { this.later(); return false; }
  }
"""
STORED = """new Promise((done) => { const open = indexedDB.open('exams-outbox'); open.onsuccess = () => {
  const all = open.result.transaction('changes').objectStore('changes').getAll();
  all.onsuccess = () => done(all.result.map((row) => JSON.stringify(row))); }; })"""

LEFT = """new Promise((done) => { const open = indexedDB.open('exams-outbox'); open.onsuccess = () => {
  const found = [localStorage.length, sessionStorage.length];
  const reading = open.result.transaction(['changes', 'meta']);
  for (const name of ['changes', 'meta']) reading.objectStore(name).count().onsuccess = (one) => found.push(one.target.result);
  reading.oncomplete = async () => done([...found, (await caches.keys()).length]); }; })"""


def choose(page: Page, number: int) -> None:
    """Choose the option in force of question `number`."""
    page.locator(f'[data-number="{number}"]').locator("label.opt", has_text="五日").click()


def refuse_thrice():
    refused = []

    def route(route):
        if len(refused) < 3 and route.request.method == "PUT":
            refused.append(1)
            return route.fulfill(status=500, body="broken")
        return route.continue_()

    return route


def spoil(route):
    answer = route.fetch()
    text = answer.text().replace("export class Drain", "class Sound")
    return route.fulfill(response=answer, body=text + MUTANT)


def write_offline(page: Page) -> None:
    """The first answer is saved; the others are written while the network is away for ten minutes."""
    choose(page, 1)
    page.wait_for_selector(".saved--ok")
    page.context.set_offline(True)
    for number in range(2, QUESTIONS + 1):
        page.locator('[data-do="next"]').click()
        choose(page, number)
    page.clock.fast_forward("10:00")
    assert "答案先记在本机" in page.inner_text("#notice-away")


def somebody_else_signs_in(page: Page, cookies: dict, url: str) -> None:
    """The open page says so and keeps what waits; what lies on the disk is sealed, and the address is not theirs."""
    page.wait_for_selector(f"#saved-text:has-text('本机待同步 {QUESTIONS - 1} 题')", timeout=10_000)
    page.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    page.context.set_offline(False)
    page.wait_for_selector("#notice-account")
    kept = page.evaluate(STORED)
    assert len(kept) == QUESTIONS - 1 and all('"iv"' in row and '"value"' not in row for row in kept), kept
    assert page.context.new_page().goto(page.url).status == 404


def come_back(page: Page) -> None:
    """Hand in at once: it waits until the server has taken all that this device holds, which it refuses three times."""
    page.locator('[data-do="hand-in"]').first.click()
    page.locator('[data-do="confirm"]').click()
    page.wait_for_selector("text=已交卷", timeout=30_000)
    assert page.evaluate(LEFT) == [0] * 5, "local and session storage, changes and meta of the outbox, caches"


def sit(site: Site, people, sitting, profile, *, mutant: bool = False) -> Attempt:
    person, other = people
    attempt = start_attempt(sitting_id=sitting.pk, person=person).attempt
    address = f"{site.url}/exams/attempts/{attempt.pk}/"
    with chromium(profile, site.url, session_cookie(person)) as context:
        page = context.new_page()
        page.clock.install()
        if mutant:
            page.route("**/exams/drain.js", spoil)
        page.goto(address)
        ready(page)
        write_offline(page)
        if mutant:
            page.wait_for_timeout(1500)
        else:
            somebody_else_signs_in(page, session_cookie(other), site.url)
        kill(profile)
    with chromium(profile, site.url, session_cookie(person)) as context:
        page = context.new_page()
        page.route("**/responses", refuse_thrice())
        page.goto(address)
        ready(page)
        if mutant:
            page.wait_for_timeout(2000)
        else:
            come_back(page)
    return attempt


def test_answers_written_offline_survive_a_killed_browser(shared_database, tmp_path):
    sitting, people = hall(2, questions=QUESTIONS)
    with Site() as site:
        attempt = sit(site, people, sitting, tmp_path / "profile")
    attempt.refresh_from_db()
    assert Response.objects.filter(attempt=attempt).exclude(value=None).count() == QUESTIONS
    assert attempt.state == Attempt.State.CLOSED
    print(f"{QUESTIONS - 1} of {QUESTIONS} questions answered offline, killed, 3 drains refused, 0 lost")


def test_mutant_an_outbox_emptied_before_sending_loses_answers(shared_database, tmp_path):
    sitting, people = hall(2, questions=QUESTIONS)
    with Site() as site:
        attempt = sit(site, people, sitting, tmp_path / "profile", mutant=True)
    assert Response.objects.filter(attempt=attempt).count() < QUESTIONS
