"""The course centre inside the Wagtail admin's shell."""

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import PageListingButton

from courses.models import CourseIndexPage, CoursePage, LessonPage
from courses.views import trainer
from organisation.permissions import has_role
from organisation.scoped_pages import AUTHORING_ROLES


class AuthorsMenuItem(MenuItem):
    """Shown to those who write or review courses."""

    def is_shown(self, request) -> bool:
        return has_role(request.user, *AUTHORING_ROLES)


class IndexMenuItem(AuthorsMenuItem):
    """Leads to the explorer at the index page."""

    def render_component(self, request):
        index = CourseIndexPage.objects.first()
        self.url = reverse("wagtailadmin_explore", args=[index.pk]) if index else reverse("wagtailadmin_home")
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def course_menu():
    return IndexMenuItem(gettext_lazy("课程"), "", name="courses", icon_name="doc-full", order=200)


@hooks.register("register_admin_urls")
def course_urls():
    patterns = [
        path("lessons/<int:page_id>/check/", trainer.lesson_check, name="lesson_check"),
        path("<int:page_id>/<slug:which>/", trainer.course_check, name="course_check"),
    ]
    return [path("courses/", include((patterns, "course_admin")))]


@hooks.register("register_page_header_buttons")
def check_buttons(page, user, view_name, next_url=None):
    """The way from a page's editor to its questions."""
    if isinstance(page, LessonPage) and page.permissions_for_user(user).can_edit():
        url = reverse("course_admin:lesson_check", args=[page.pk])
        yield PageListingButton(_("选课末判断题"), url, icon_name="help", priority=5)
    if isinstance(page, CoursePage) and page.permissions_for_user(user).can_edit():
        for which, label in (("pre-test", _("选前测题")), ("final-check", _("选结业检测题"))):
            url = reverse("course_admin:course_check", args=[page.pk, which])
            yield PageListingButton(label, url, icon_name="help", priority=5)
