"""The whole cast, a visitor and another hall's person with every role walk over every address of the site and the admin.

Everything that stands in the addresses belongs to 云水大厅 or to its clerk (whole_hall.furnish).
"""

import logging

import pytest
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils.http import urlencode

from organisation.models import Role
from tests.cast import make_person
from tests.site.whole_hall import addresses, filled, furnish, plain

OFFICE = "trainer reviewer marker exam_officer manager auditor administrator"
AUTHORS = "trainer reviewer"
KEEPERS = "exam_officer manager"
HERE, ABOVE, ELSEWHERE = "云水", "临江", "石桥"
PEOPLE = {
    "learner": ("staff", HERE), "cover": ("staff", HERE), "trainer": ("trainer", HERE), "reviewer": ("reviewer marker", HERE),
    "officer": ("exam_officer", HERE), "officer_b": ("exam_officer", HERE), "manager": ("manager", ABOVE),
    "auditor": ("auditor", ABOVE), "admin": ("administrator", ABOVE), "stranger": ("staff", ELSEWHERE),
    "stranger_trainer": ("trainer reviewer exam_officer", ELSEWHERE), "stranger_of_all_trades": (OFFICE, ELSEWHERE),
}  # fmt: skip
DOUBLES = ("cover", "officer_b", "stranger")  # by role another's double: asked where an object is somebody's own

# Where an address begins → who may look; the longest beginning counts. Roles reach to what lies below their own place
# ("trainer" elsewhere opens the trainers' list and not 云水's question). Other words:
# anyone: also who is not signed in · all: everybody signed in · here: who works in 云水 · reach: who works there or has
# an office at it or above it · clerk: she alone, it is her own · candidates: she and her colleague · nobody.
MAY_LOOK = {
    "": "all", "healthz": "anyone", "readyz": "anyone", "about/limits/": "anyone", "styleguide/": OFFICE, "media/": "all",
    "notices/<int:pk>/": "clerk", "suggestions/<int:pk>/": "manager administrator",
    "organisation/account/sessions/<int:pk>/": "clerk",
    "api/v1/openapi.json": "anyone", "api/v1/me/": "all", "api/v1/attempts/": "clerk", "api/v1/sittings/": "candidates",
    "api/v1/appraisal/periods": "all", "api/v1/appraisal/periods/": "manager auditor",
    "items/duties/": "manager administrator",
    "questions/mistakes/<int:entry_id>/": "clerk", "questions/preview/": AUTHORS,
    "questions/enquiries/<int:enquiry_id>/verify/": AUTHORS, "questions/enquiries/<int:enquiry_id>/doubt/": AUTHORS,
    "questions/enquiries/<int:enquiry_id>/draft/": "trainer", "questions/checks/": "reach",
    "learning/<slug:key>/": "reach", "learning/media/": "all", "learning/self-check/": "all", "courses/": "reach",
    "policy/": "trainer manager auditor",
    "drills/<str:key>/": "reach", "drills/runs/": "clerk", "drills/assessed/": "clerk",
    "exams/officer/": "exam_officer", "exams/integrity/": "clerk", "exams/<int:sitting_id>/": "candidates",
    "exams/attempts/": "clerk", "exams/appeals/": "clerk", "exams/marking/": "marker",
    "certificates/verify/": "anyone", "certificates/schemes/": "here", "certificates/<int:pk>/": "clerk",
    "plans/classes/mine/": "clerk", "plans/classes/new/": "trainer manager", "plans/classes/<int:pk>/check/": "trainer manager",
    "plans/": "trainer manager auditor", "plans/<int:pk>/people/": "trainer manager", "plans/new/": "trainer manager", "plans/mine/": "all", "plans/mine/<int:pk>/": "here",
    "analytics/": "manager auditor",
    "appraisal/": "all", "appraisal/<int:pk>/": "here", "appraisal/entries/": "clerk", "appraisal/periods/": "manager auditor",
    "appraisal/objections/": "manager", "appraisal/awards/": "manager", "appraisal/deeds/": "manager",
    "appraisal/vetoes/": "manager",
    "appraisal/sheets/": "clerk manager auditor", "appraisal/sheets/template/": "manager auditor",
    "appraisal/tokens/": "manager administrator",
    "cms/": OFFICE, "cms/certificates/": f"{KEEPERS} auditor", "cms/certificates/schemes/add/": KEEPERS,
    "cms/certificates/schemes/<int:pk>/": KEEPERS,
    "cms/drills/": AUTHORS, "cms/drills/releases/": "exam_officer",
    "cms/policies/": f"{AUTHORS} administrator", "cms/courses/": f"{AUTHORS} administrator",
    "cms/questions/": AUTHORS, "cms/questions/review/": "reviewer", "cms/questions/import/": "trainer",
    "cms/questions/export/": "trainer", "cms/questions/new/": "trainer", "cms/questions/tag/": "trainer",
    "cms/questions/<int:question_id>/edit/": "trainer", "cms/questions/<int:question_id>/autosave/": "trainer",
    "cms/questions/<int:question_id>/picture/": "trainer",
    "cms/catalogue/": "trainer administrator", "cms/catalogue/export/": f"{AUTHORS} administrator",
    "cms/catalogue/<int:item_id>/publish/": "reviewer",
    "cms/service-items/": f"{AUTHORS} administrator", "cms/service-items/add/": "trainer administrator",
    "cms/service-items/preview/": "trainer administrator", "cms/service-items/preview/<int:pk>/": f"{AUTHORS} administrator",
    "cms/service-items/history/<int:pk>/revisions/<int:revision_id>/unschedule/": "reviewer administrator",
    "cms/service-items/unpublish/": "reviewer administrator", "cms/service-items/lock/": "reviewer",
    "cms/service-items/unlock/": "nobody", "cms/service-items/delete/": "nobody",
    "cms/service-items/workflow/action/": "reviewer", "cms/service-items/workflow/collect_action_data/": "reviewer",
    "cms/service-items/workflow/preview/": "reviewer",
    "documents/authenticate_with_password/": "nobody", "exams/officer/blueprints/": "exam_officer",
    "cms/people/": "administrator", "cms/places/": "administrator", "cms/audit/": "auditor",
}  # fmt: skip
# Where doing needs more than looking.
MAY_DO = {
    "plans/": "trainer manager", "policy/": "trainer manager", "appraisal/periods/": "manager", "cms/certificates/requests/": KEEPERS,
    "cms/policies/<int:page_id>/impact/": "reviewer administrator",
}  # fmt: skip
# Addresses that answer 404 to everybody because what they ask for is not there (no film's poster, no second version, a paper that is signed …).
EMPTY = (
    "poster/",
    "download/",
    "errors/",
    "choose/",
    "compare/",
    "final-check/",
    "<slug:which>/",
    "edit/",
    "items/<path:code>/",
    "notice/",
    "api/v1/",
    "documents/^(\\d+)/(.*)$",
    "^((?:[\\w\\-]+/)*)$",
)
SIGN_IN = (
    "accounts/",
    "cms/login/",
    "cms/logout/",
    "cms/^password_reset",
    "cms/password_reset",
    "i18n/",
    "_util/",
    "me/language/",
)
OWN_ADMIN = tuple(
    f"cms/{part}/"
    for part in [
        "certificates",
        "drills",
        "policies",
        "courses",
        "questions",
        "people",
        "places",
        "audit",
        "service-items",
        "catalogue",
    ]
)
TITLES = ("课时 tolerance-one", "高龄津贴三档调整", "容缺受理")  # of 云水's lesson, policy and course


@pytest.fixture
def walkers(cast):
    people = cast.everyone() | {
        "stranger_of_all_trades": make_person("t2003", "石桥主任", cast.other_hall, *OFFICE.split(), Role.STAFF)
    }
    return {"visitor": Walker(None)} | {name: Walker(people[name]) for name in PEOPLE}


class Walker:
    """Asks without the test client's records of every template, which take longer than the answer."""

    handler = None

    def __init__(self, person) -> None:
        client = Client()
        if person:
            client.force_login(person)
            client.get("/me/")  # what the session notes at the first page is kept
        self.factory = RequestFactory()
        self.factory.cookies = client.cookies
        if Walker.handler is None:
            Walker.handler = BaseHandler()
            Walker.handler.load_middleware()

    def ask(self, method: str, path: str) -> HttpResponse:
        """The answer; whatever was done is undone."""
        request = getattr(self.factory, method)(path)
        request._dont_enforce_csrf_checks = True
        with transaction.atomic():
            response = self.handler.get_response(request)
            transaction.set_rollback(True)
        return response


@pytest.fixture
def hall(cast, monkeypatch):
    """What stands in the addresses; "not found" is a word, since its page has a test of its own and takes long."""

    def no(request, exception):
        return HttpResponse("no", status=404)

    monkeypatch.setattr("training_site.urls.handler404", no, raising=False)
    monkeypatch.setattr("wagtail.admin.urls.page_not_found", lambda request, *args, **kwargs: no(request, None))
    logging.disable(logging.ERROR)
    yield furnish(cast)
    logging.disable(logging.NOTSET)


def refused(response) -> bool:
    """Not found, not allowed, no such deed, or on to the sign-in page (or the admin's front page, out of Wagtail's own)."""
    if response.status_code in (301, 302):
        return response["Location"].startswith("/accounts/login/") or response["Location"] == "/cms/"
    return response.status_code in (401, 403, 404, 405)


def words_of(route: str, method: str) -> str:
    tables = [MAY_DO, MAY_LOOK] if method == "post" else [MAY_LOOK]
    for table in tables:
        if found := max((key for key in table if route.startswith(key)), key=len, default=None):
            return table[found]
    return "all"


def may(name: str, route: str, method: str) -> bool:
    words = words_of(route, method).split()
    if name == "visitor":
        return words == ["anyone"]
    roles, place = PEOPLE[name]
    reaches = place in (HERE, ABOVE) or "<" not in route
    return (
        bool({"anyone", "all"} & set(words))
        or ("clerk" in words and (name == "learner" or "<" not in route))
        or ("candidates" in words and (name in ("learner", "cover") or "<" not in route))
        or ("here" in words and place == HERE)
        or ("reach" in words and reaches)
        or (reaches and bool(set(roles.split()) & set(words)))
    )


def own_routes() -> list[str]:
    every = dict.fromkeys(addresses())
    return [
        route for route in every
        if not route.startswith(SIGN_IN) and (not route.startswith("cms/") or route.startswith(OWN_ADMIN))
    ]  # fmt: skip


def deviations(walkers, ids, method: str, *, those_who_may: bool, only="", sabotage="") -> list[tuple]:
    """(method, address, who, status) wherever the answer is not what the tables say."""
    with override_settings(SABOTAGE=frozenset({sabotage} - {""})):
        return list(_deviations(walkers, ids, method, those_who_may, only))


def _deviations(walkers, ids, method: str, those_who_may: bool, only: str):
    for route in own_routes():
        if not route.startswith(only):
            continue
        path = filled(route, ids)
        if path is None or (method == "post" and "<" not in route):
            continue
        for name, walker in walkers.items():
            if may(name, route, method) != those_who_may or (
                name in DOUBLES and ("<" not in route or route.startswith("cms/"))
            ):
                continue
            if those_who_may and words_of(route, method) in ("anyone", "all") and name not in ("visitor", "learner"):
                continue
            response = walker.ask(method, path)
            shown = method == "post" and response.status_code == 200 and may(name, route, "get")  # a page, no deed
            beside = shown or _beside_the_point(route, response)
            if response.status_code >= 500 or (refused(response) == those_who_may and not beside):
                yield method, route, name, response.status_code


def _beside_the_point(route: str, response) -> bool:
    """The answer says nothing of the object: the deed is done in another way, there is none, or the body is no JSON."""
    nothing_there = response.status_code == 404 and route.endswith(EMPTY)
    return nothing_there or response.status_code in (400, 405, 422)


def test_everybody_gets_in_where_they_have_business_and_nowhere_else(walkers, hall):
    assert [route for route in addresses() if filled(route, hall) is None] == []
    assert deviations(walkers, hall, "get", those_who_may=False) == []
    assert deviations(walkers, hall, "post", those_who_may=False) == []
    assert deviations(walkers, hall, "get", those_who_may=True) == []
    assert leaks(walkers, hall) == []
    assert deviations(walkers, hall, "get", those_who_may=False, only="exams/attempts/", sabotage="own-attempt")


def leaks(walkers, hall) -> list[tuple]:
    """Where Wagtail's own pages let somebody in who has no office, show another hall's page, or break."""
    found = []
    for route in dict.fromkeys(addresses()):
        path = filled(route, hall)
        if path is None or not route.startswith("cms/") or route.startswith((*OWN_ADMIN, *SIGN_IN)):
            continue
        for name in ("visitor", "learner", "trainer", "stranger_of_all_trades"):
            response = walkers[name].ask("get", path)
            inside = response.status_code == 200 and name in ("visitor", "learner")
            shown = name.startswith("stranger") and not response.streaming and any(
                title in response.content.decode(errors="replace") for title in TITLES
            )  # fmt: skip
            if response.status_code >= 500 or shown or (inside and route not in ("cms/sprite/", "cms/jsi18n/")):
                found.append((route, name, response.status_code))
    return found


ASKED = (
    "a", "about", "actor", "again", "all", "b", "blueprint", "by", "client", "day", "format", "from", "id", "item", "job", "key",
    "kind", "light", "missing", "month", "next", "node", "p", "page", "paper", "person", "place", "plan", "preset", "q", "reason",
    "role", "seed", "show", "since", "state", "tab", "thing", "until", "version", "window", "words",
)  # fmt: skip
ODD = ("²", "9" * 40, "'\"<%_\\😀")


def test_what_stands_behind_the_question_mark_breaks_no_list(cast, hall):
    """Numbers that are none, days that are none: the list says what it has, or that it has nothing."""
    everything = Walker(make_person("t1099", "云水主任", cast.hall, *OFFICE.split(), Role.STAFF, at=cast.district))
    broken = []
    for route in own_routes():
        for odd in ODD if "<" not in route else ():
            response = everything.ask("get", f"/{plain(route)}?{urlencode(dict.fromkeys(ASKED, odd))}")
            broken += [(route, odd)] if response.status_code >= 500 else []
    assert broken == []
    assert everything.ask("get", "/search/?q=%00").status_code == 404, "no text has a NUL, and PostgreSQL takes none"
