"""The catalogue inside the Wagtail admin's shell."""

from django.urls import include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from service_items.viewsets import ItemViewSet, PhraseViewSet, RuleViewSet

register_snippet(ItemViewSet)
register_snippet(RuleViewSet)
register_snippet(PhraseViewSet)


@hooks.register("register_admin_urls")
def catalogue_urls():
    return [path("catalogue/", include("service_items.admin_urls"))]
