"""What the admin's own scripts may ask of the page tree: nothing of another part of the organisation."""

from wagtail.admin.api.views import PagesAdminAPIViewSet

from organisation.scoped_pages import authored_pages


class OwnPagesAPIViewSet(PagesAdminAPIViewSet):
    """Wagtail's endpoint, narrowed to the pages that the author may see."""

    def get_base_queryset(self):
        return super().get_base_queryset().filter(pk__in=authored_pages(self.request.user).values("pk"))
