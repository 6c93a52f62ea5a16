"""What every page of the shell needs."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from foundation.notices import unread_count
from organisation.permissions import has_role, may_open_admin, postings_of
from training_site import navigation


def shell(request) -> dict:
    """Site name, navigation and what the signed-in person may open; lazily, so that an API answer costs nothing."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "SITE_NAME": settings.SITE_NAME,
        "FILING_NUMBER": settings.FILING_NUMBER,
        "DEMO": settings.DEMO,
        "signed_in": signed_in,
        "may_open_admin": lambda: signed_in and may_open_admin(user),
        "is_manager": lambda: signed_in and has_role(user, "manager", "auditor"),
        "is_officer": lambda: signed_in and has_role(user, "exam_officer"),
        "unread_notices": lambda: unread_count(user) if signed_in else 0,
        "where_i_work": lambda: where_i_work(user) if signed_in else "",
        "shell_lookup": lambda: navigation.leads_somewhere("/items/lookup/"),
        "shell_modules": SimpleLazyObject(lambda: _links(navigation.MODULES, request)),
        "shell_tabs": SimpleLazyObject(lambda: _tabs(request)),
        "shell_tools": SimpleLazyObject(lambda: _tools(user, request) if signed_in else []),
    }


def where_i_work(user) -> str:
    """The window, or else the place, of the person's present posting; empty without one."""
    postings = postings_of(user)
    return str(postings[-1].window or postings[-1].node) if postings else ""


def _links(places: tuple[navigation.Place, ...], request) -> list[dict]:
    return [
        {"place": place, "here": navigation.is_here(place, request.path)} for place in navigation.open_places(places)
    ]


def _tabs(request) -> list[dict]:
    tabs = tuple(place for place in navigation.MODULES if place.url in navigation.TABS)
    return _links((*tabs, navigation.ME), request)


def _tools(user, request) -> list[dict]:
    allowed = tuple(place for place in navigation.TOOLS if has_role(user, *place.roles))
    return _links(allowed, request)
