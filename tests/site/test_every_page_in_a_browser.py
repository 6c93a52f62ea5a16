"""Every page of ours on a phone: nothing for axe to complain about, nothing wider than the screen, no policy broken.

Each page is opened once, by somebody who has business there; inside Wagtail's shell only our content is asked.
"""

import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.browser import axe_violations, scrolls_sideways
from tests.site.test_every_address import PEOPLE, may, own_routes
from tests.site.whole_hall import filled, furnish

pytestmark = pytest.mark.browser
NO_PAGE = ("Download is starting", "ERR_HTTP_RESPONSE_CODE_FAILURE")  # a file; an empty answer to a deed's address
FILES = ("export/", "template/", "results/", ".xlsx", "pdf/", "picture/", "download/", "similar/")
# Service items are edited in Wagtail's own snippet views.
NO_PAGES = (
    "api/",
    "media/",
    "documents/",
    "learning/media/",
    "cms/service-items/",
    "questions/preview/",
    "readyz",
    "healthz",
)


def who_may(route: str) -> str | None:
    """The first of the cast who may open the page."""
    return next((name for name in PEOPLE if may(name, route, "get")), None)


def pages_of(ids: dict) -> dict[str, list[str]]:
    """Person → the addresses of ours that they open here."""
    found: dict[str, list[str]] = {}
    for route in own_routes():
        path, name = filled(route, ids), who_may(route)
        if name and path and not route.startswith(NO_PAGES) and not route.endswith(FILES):
            found.setdefault(name, []).append(path)
    return found


def faults(page, path: str) -> list[str]:
    """What is wrong on the page; nothing where the address is a deed, a file or not there."""
    try:  # an import that is done loads its result by itself
        answer = page.goto(page.live_url + path, wait_until="networkidle" if "import" in path else "load")
    except PlaywrightError as refused:
        assert any(reason in refused.message for reason in NO_PAGE), refused.message
        return []
    wrong = []
    if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
        wrong = axe_violations(page, within="#main" if path.startswith("/cms/") else None) + page.troubles
        wrong += ["scrolls sideways"] if scrolls_sideways(page) else []
    page.troubles.clear()
    return wrong


def test_every_page_of_ours_pleases_axe_on_a_phone(cast, page_for):
    found = {}
    for name, paths in pages_of(furnish(cast)).items():
        page = page_for(getattr(cast, name), width=360)
        for path in dict.fromkeys(paths):
            if wrong := faults(page, path):
                found[name, path] = wrong
    assert found == {}
