"""Every page of ours on a phone: nothing for axe to complain about, nothing wider than the screen, no policy broken.

Each page is opened once, by somebody who has business there; inside Wagtail's shell only our content is asked.
"""

import pytest

from tests.browser import axe_violations, scrolls_sideways
from tests.site.half_done import half_done
from tests.site.test_every_address import PEOPLE, may, own_routes
from tests.site.whole_hall import filled, furnish

pytestmark = pytest.mark.browser
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


def faults(page, path: str) -> list[str] | None:
    """What is wrong on the page; None where the address is a deed, a file or not there."""
    answer = page.context.request.get(page.live_url + path, max_redirects=0)
    if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
        return None
    # an import that is done loads its result by itself
    page.goto(page.live_url + path, wait_until="networkidle" if "import" in path else "load")
    wrong = axe_violations(page, within="#main" if path.startswith("/cms/") else None) + page.troubles
    page.troubles.clear()
    if "/suggestions/" not in page.content():
        wrong.append("no way to 意见建议")
    return wrong + (["scrolls sideways"] if scrolls_sideways(page) else [])


def test_every_page_of_ours_pleases_axe_on_a_phone_and_leads_to_the_suggestions(cast, page_for):
    found, seen = {}, []
    there, begun = pages_of(furnish(cast)), half_done(cast)
    for name, paths in there.items():
        page = page_for(getattr(cast, name), width=360)
        for path in dict.fromkeys([*paths, *begun.get(name, ())]):
            wrong = faults(page, path)
            if wrong is not None:
                seen.append(path)
            if wrong:
                found[name, path] = wrong
    assert found == {}
    assert [path for paths in begun.values() for path in paths if path not in seen] == []
    assert len(seen) > 145, "pages that once were asked are no longer reached"
