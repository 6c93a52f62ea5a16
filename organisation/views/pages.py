"""The admin's page search and its deeds on many pages, kept to the author's part of the organisation."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import account
from wagtail.admin.views.bulk_action.dispatcher import index as bulk_action
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from foundation.ids import typed_id
from organisation.scoped_pages import authored_pages


@method_decorator(require_admin_access, name="dispatch")
class OwnPagesSearch(SearchView):
    """Pages whose title holds the words as they stand: Wagtail's own index cuts Chinese into whole sentences."""

    def get_queryset(self) -> QuerySet[Page]:
        open_to_person = page_permission_policy.explorable_instances(self.request.user).values("pk")
        pages = authored_pages(self.request.user).filter(pk__in=open_to_person)
        for word in self.search_query.split():
            pages = pages.filter(title__icontains=word)
        self.all_pages = pages
        if self.selected_content_type:
            pages = pages.filter(content_type=self.selected_content_type)
        return self.annotate_queryset(pages.order_by(self.ordering or "-latest_revision_created_at", "pk"))


@require_admin_access
def bulk(request: HttpRequest, action: str) -> HttpResponse:
    """A deed on the ticked pages; if one of them is not the author's, none of them is there."""
    wanted = {typed_id(each) for each in request.GET.getlist("id")}
    if authored_pages(request.user).filter(pk__in=wanted).count() != len(wanted):
        raise Http404
    return bulk_action(request, "wagtailcore", "page", action)


@method_decorator(require_admin_access, name="dispatch")
class OwnAdminSettings(account.AccountView):
    """How the workbench looks to one person. The name is the administrator's to keep, and no picture of anybody is."""

    left_out = (account.NameEmailSettingsPanel, account.AvatarSettingsPanel, account.ChangePasswordPanel)

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, self.left_out)]
