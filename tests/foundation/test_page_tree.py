"""The trunk of the page tree bears the product's name."""

from wagtail.models import Page, Site

from foundation.page_tree import WAGTAILS_OWN, name_site, site_root


def test_the_first_page_is_not_called_what_wagtail_called_it(db, settings):
    home = site_root()
    Page.objects.filter(pk=home.pk).update(title=WAGTAILS_OWN)
    Site.objects.update(site_name="")
    name_site()
    assert Page.objects.get(pk=home.pk).title == Site.objects.get().site_name == settings.SITE_NAME
