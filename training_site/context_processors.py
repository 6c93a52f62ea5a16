"""What every page of the shell needs."""

from django.conf import settings

from foundation.notices import unread_count
from organisation.permissions import has_role, may_open_admin


def shell(request) -> dict:
    """Site name, navigation and what the signed-in person may open; lazily, so that an API answer costs nothing."""
    user = getattr(request, "user", None)
    return {
        "SITE_NAME": settings.SITE_NAME,
        "FILING_NUMBER": settings.FILING_NUMBER,
        "DEMO": settings.DEMO,
        "may_open_admin": lambda: bool(user and user.is_authenticated and may_open_admin(user)),
        "is_manager": lambda: bool(user and user.is_authenticated and has_role(user, "manager", "auditor")),
        "is_officer": lambda: bool(user and user.is_authenticated and has_role(user, "exam_officer")),
        "unread_notices": lambda: unread_count(user) if user and user.is_authenticated else 0,
    }
