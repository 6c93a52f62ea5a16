"""A real Chromium for the tests marked `browser`.

@pytest.mark.browser
def test_something(cast, page_for):
    page = page_for(cast.learner, width=360)
    page.goto(page.live_url + "/me/")
    assert axe_violations(page) == []
"""

import os
import shutil

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP hall.internal 127.0.0.1",
]  # fmt: skip
HEIGHTS = {360: 740, 390: 844}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def find_chromium() -> str | None:
    """The path of an installed Chromium; CHROMIUM= names another."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def demand_chromium() -> str:
    """The path of Chromium. Skips the test only where none is installed and none is demanded."""
    executable = find_chromium()
    if executable is None and os.environ.get("HALL_REQUIRE_BROWSER") != "1":
        pytest.skip("no Chromium is installed here: apt-get install chromium, or set CHROMIUM=/path/to/it")
    assert executable, "HALL_REQUIRE_BROWSER=1, but no Chromium is installed"
    return executable


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run."""
    executable = demand_chromium()
    from playwright.sync_api import sync_playwright

    # Playwright's event loop lives in this thread; the ORM is still called from one thread at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page_for(browser, live_server):
    """page_for(person or None, width=1366, **context options) → a page; `page.live_url` is the site's address,
    `page.troubles` collects script errors, content-policy refusals and requests to other hosts. With `inner` the site stands
    at http://hall.internal, as in an office network: no secure context, unlike localhost."""
    contexts = []

    def open_page(person=None, *, width: int = 1366, height: int | None = None, inner: bool = False, **options):
        url = live_server.url.replace("localhost", "hall.internal") if inner else live_server.url
        options.setdefault("locale", "zh-CN")
        options.setdefault("timezone_id", "Asia/Shanghai")
        context = browser.new_context(
            viewport={"width": width, "height": height or HEIGHTS.get(width, 768)}, base_url=url, **options
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([_session_cookie(person, url)])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.live_url = url
        page.troubles = []
        _watch(page, url)
        return page

    yield open_page
    for context in contexts:
        context.close()


def _session_cookie(person, url: str) -> dict:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}


def _watch(page, url: str) -> None:
    def on_console(message):
        if "Content Security Policy" in message.text:
            page.troubles.append(message.text)

    def on_request(request):
        if not request.url.startswith((url, "data:", "blob:", "about:")):
            page.troubles.append(f"request to another host: {request.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", lambda error: page.troubles.append(f"script error: {error}"))


def axe_violations(page, within: str | None = None) -> list[str]:
    """What axe finds wrong on the page, or in the part that the selector `within` names (WCAG 2.0 to 2.2 A and AA, best
    practice), one line per element."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"], "preload": False}
    seen = list(page.troubles)  # axe itself sets styles that the content policy refuses
    found = Axe().run(page, context=within, options=options).response["violations"]
    page.troubles[:] = seen
    return [f"{rule['id']}: {node['target']} {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def scrolls_sideways(page) -> bool:
    """Whether the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
