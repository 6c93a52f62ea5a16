"""The page tree's trunk: each app that keeps pages plants its own index page once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from foundation.models import User

WAGTAILS_OWN = "Welcome to your new Wagtail site!"  # in English, in every language of the admin


def site_root() -> Page:
    """The root page of the default site; made where the database has none (a fresh installation, a test)."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site:
        return site.root_page
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    trunk = Page.objects.filter(depth=1).first() or Page.add_root(instance=Page(title="Root", slug="root"))
    home = trunk.get_children().first() or trunk.add_child(instance=Page(title=settings.SITE_NAME, slug="home"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name=settings.SITE_NAME)
    return home


def name_site() -> None:
    """Give the default site and its first page the product's name, where they still go by what Wagtail called them."""
    Site.objects.filter(is_default_site=True, site_name="").update(site_name=settings.SITE_NAME)
    Page.objects.filter(depth=2, title=WAGTAILS_OWN).update(title=settings.SITE_NAME, draft_title=settings.SITE_NAME)


def plant(model: type[Page], *, slug: str, title: str) -> Page:
    """The one index page of `model`, at `slug` right under the site's root; planted if it is not there yet."""
    name_site()
    found = model.objects.first()
    return found or site_root().add_child(instance=model(title=title, slug=slug, show_in_menus=True))


def page_url(page: Page) -> str:
    """The page's address on this site, from its `url_path` alone: no query, unlike `Page.url`."""
    return "/" + page.url_path.lstrip("/").partition("/")[2]


@transaction.atomic
def publish_page(*, page: Page, by: User | None, at: datetime | None = None) -> Page:
    """Save a revision of `page` and publish it; `at` dates the publication (demo data, tests)."""
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    fresh = type(page).objects.get(pk=page.pk)
    if at:
        type(page).objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
        fresh.refresh_from_db()
    return fresh


def put_live(*, page: Page, by: User | None, at: datetime) -> Page:
    """Publish `page` as of `at` and tell nobody: the caller freezes and announces it himself, with that date."""
    page.save_revision(user=by)
    type(page).objects.filter(pk=page.pk).update(
        live=True,
        has_unpublished_changes=False,
        first_published_at=at,
        last_published_at=at,
        live_revision=page.latest_revision,
    )
    return type(page).objects.get(pk=page.pk)
