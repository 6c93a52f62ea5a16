"""The question bank inside the Wagtail admin's shell."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from organisation.permissions import has_role
from question_bank.permissions import AUTHORS


class AuthorsMenuItem(MenuItem):
    """Shown to trainers and reviewers only."""

    def is_shown(self, request) -> bool:
        return has_role(request.user, *AUTHORS)


@hooks.register("register_admin_urls")
def question_urls():
    return [path("questions/", include("question_bank.admin_urls"))]


@hooks.register("register_admin_menu_item")
def question_menu():
    return AuthorsMenuItem(_("题库"), reverse("question_admin:index"), name="questions", icon_name="help", order=210)
