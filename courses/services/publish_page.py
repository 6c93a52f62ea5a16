"""Put a page live as it stands."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Page

from foundation.models import User


@transaction.atomic
def publish_page(*, page: Page, by: User | None, at: datetime | None = None) -> Page:
    """Save a revision of `page` and publish it; `at` dates the publication (demo data, tests)."""
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    fresh = type(page).objects.get(pk=page.pk)
    if at:
        type(page).objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
        fresh.refresh_from_db()
    return fresh
