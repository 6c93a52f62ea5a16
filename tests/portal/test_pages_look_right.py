"""Every page of the shell fits a phone, keeps the content policy and passes axe, light and dark."""

import pytest

from tests.browser import axe_violations, scrolls_sideways

PAGES = [
    "/", "/me/", "/notices/", "/search/?q=身份证", "/my-data/", "/suggestions/", "/suggestions/new/?from=/", "/about/limits/",
    "/styleguide/", "/no-such-page/", "/accounts/password/change/", "/organisation/account/", "/accounts/2fa/",
    "/accounts/logout/",
]  # fmt: skip
PAGES_BEFORE_SIGN_IN = ["/accounts/login/", "/accounts/password/reset/", "/about/limits/"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1366, 360])
def test_pages_of_a_signed_in_person(cast, page_for, width):
    page = page_for(cast.manager, width=width)
    assert faults(page, PAGES) == {}


@pytest.mark.browser
def test_pages_in_dark_with_the_largest_text(cast, page_for):
    cast.manager.theme, cast.manager.text_size = "dark", "largest"
    cast.manager.save()
    page = page_for(cast.manager, width=360)
    assert faults(page, PAGES) == {}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_before_sign_in(transactional_db, page_for, settings, scheme):
    settings.DEMO_ACCOUNTS, settings.DEMO_PASSWORD = ("clerk", "admin"), "Shown-on-the-page-1"
    page = page_for(None, width=360, color_scheme=scheme)
    assert faults(page, PAGES_BEFORE_SIGN_IN) == {}


def faults(page, paths) -> dict[str, list[str]]:
    """Path → what is wrong there; empty when all is well."""
    found = {}
    for path in paths:
        page.goto(path)
        wrong = axe_violations(page) + page.troubles
        if scrolls_sideways(page):
            wrong.append("scrolls sideways")
        if wrong:
            found[path] = wrong
        page.troubles.clear()
    return found
