"""What the sign-in pages need."""

import segno
from django import template
from django.conf import settings

from foundation.models import User
from organisation.models import Posting, RoleGrant
from organisation.rules.browsers import browser_name

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[dict]:
    """The accounts that a demo hall offers on its sign-in page, with what each may do; none elsewhere."""
    if not settings.DEMO:
        return []
    people = User.objects.in_bulk(settings.DEMO_ACCOUNTS, field_name="username")
    roles: dict[int, list[str]] = {}
    for grant in RoleGrant.objects.filter(person__in=people.values(), revoked_at=None):
        roles.setdefault(grant.person_id, []).append(str(grant.get_role_display()))
    places = dict(Posting.objects.filter(person__in=people.values()).values_list("person_id", "node__name"))
    return [
        {
            "username": username,
            "name": people[username].name,
            "roles": "、".join(roles.get(people[username].pk, [])),
            "place": places.get(people[username].pk, ""),
            "password": settings.DEMO_PASSWORD,
        }
        for username in settings.DEMO_ACCOUNTS
        if username in people
    ]


@register.filter
def browser(user_agent: str) -> str:
    """The browser and system of a session, in two words."""
    return browser_name(user_agent)


@register.simple_tag
def qr(text: str) -> dict:
    """A QR code as the path of an SVG drawing: its size in modules and the path data."""
    matrix = list(segno.make(text, error="m").matrix_iter(border=4))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return {"size": len(matrix), "path": path}
