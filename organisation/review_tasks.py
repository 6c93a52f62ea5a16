"""Texts that wait for a reviewer, on the home page: pages and items whose review has begun."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, TaskState

from foundation.models import User
from foundation.registries.tasks import Task
from organisation.models import Role
from organisation.permissions import has_role
from organisation.scoped_pages import authored_pages

MOST = 20


def reviews_waiting(user: User, at: datetime) -> Iterator[Task]:
    """What the person may approve: of their part of the organisation, and not written by themselves."""
    if not has_role(user, Role.REVIEWER):
        return
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exclude(revision__user=user)
    states = states.select_related("revision__user").prefetch_related("workflow_state__content_object")
    found = [(state, state.workflow_state.content_object) for state in states.order_by("started_at")[:MOST]]
    pages = {thing.pk for _state, thing in found if isinstance(thing, Page)}
    own_pages = set(authored_pages(user).filter(pk__in=pages).values_list("pk", flat=True)) if pages else set()
    finder = AdminURLFinder(user)
    for state, thing in found:
        if thing.pk in own_pages if isinstance(thing, Page) else _of_own_node(user, thing):
            title = thing.draft_title if isinstance(thing, Page) else str(thing)
            author = state.revision.user.name if state.revision and state.revision.user else ""
            detail = _("%s 送审") % author if author else ""
            yield Task(_("待审核"), title, finder.get_edit_url(thing) or "/cms/", _("去审"), detail)


def _of_own_node(user: User, thing) -> bool:
    node = thing.scope_node() if hasattr(thing, "scope_node") else None
    return node is not None and has_role(user, Role.REVIEWER, at=node)
