"""Pages that belong to a node of the organisation: who may read them, who may edit them in the page tree."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, PagePermissionTester

from foundation.models import User
from foundation.notices import send_notice
from organisation.models import Node, Role
from organisation.permissions import below, has_role, home_paths, nodes_in_scope, paths_of
from organisation.second_person import NOT_APPROVED, wrote_last

AUTHORING_ROLES = (Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR)


def prefixes(paths: Iterable[str]) -> set[str]:
    """The paths and all their ancestors' paths."""
    step = Node.steplen
    return {path[:end] for path in paths for end in range(step, len(path) + 1, step)}


def readable(user: User, field: str = "node") -> Q:
    """A condition: the page's node is where the person works or above it, or lies where the person holds an office."""
    offices = paths_of(user, *(role for role in Role.values if role != Role.STAFF))
    condition = Q(**{f"{field}__path__in": prefixes(home_paths(user) | paths_of(user))})
    for path in offices:
        condition |= Q(**{f"{field}__path__startswith": path})
    return condition


def may_read(user: User, node: Node) -> bool:
    """The same for one node at hand. Roles are asked first: the shell knows them already."""
    offices = paths_of(user, *(role for role in Role.values if role != Role.STAFF))
    if node.path in prefixes(paths_of(user)) or any(node.path.startswith(path) for path in offices):
        return True
    return node.path in prefixes(home_paths(user))


def may_author(user: User, node: Node | None) -> bool:
    """Whether the person may edit pages of that node."""
    return user.is_superuser or (node is not None and has_role(user, *AUTHORING_ROLES, at=node))


def authored_pages(user: User) -> QuerySet[Page]:
    """The page tree without the pages that belong to a part of the organisation where the person is no author, and
    without what lies below those."""
    pages = Page.objects.all()
    if user.is_superuser:
        return pages
    for model in apps.get_models():
        if issubclass(model, ScopedPageMixin):
            foreign = model.objects.exclude(below(paths_of(user, *AUTHORING_ROLES))).order_by()
            asked = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
            pages = pages.exclude(Exists(foreign.annotate(asked=asked).filter(asked__startswith=F("path"))))
    return pages


class ScopedPageForm(WagtailAdminPageForm):
    """Offers only the nodes at which the editor may write."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "node" in self.fields and self.for_user and not self.for_user.is_superuser:
            self.fields["node"].queryset = nodes_in_scope(self.for_user, *AUTHORING_ROLES)


class ScopedPagePermissionTester(PagePermissionTester):
    """Wagtail's answers, and none of them is yes outside the editor's part of the organisation."""

    @property
    def in_scope(self) -> bool:
        if not hasattr(self, "_in_scope"):
            self._in_scope = may_author(self.user, self.page.scope_node())
        return self._in_scope

    def can_publish(self) -> bool:
        return self.in_scope and super().can_publish() and not wrote_last(self.user, self.page)


def _scoped(name: str):
    def answer(self, *args, **kwargs):
        return self.in_scope and getattr(super(ScopedPagePermissionTester, self), name)(*args, **kwargs)

    answer.__name__ = name
    return answer


for _name in (
    "can_add_subpage", "can_edit", "can_delete", "can_unpublish", "can_submit_for_moderation",
    "can_set_view_restrictions", "can_unschedule", "can_lock", "can_unlock", "can_publish_subpage",
    "can_reorder_children", "can_move", "can_move_to", "can_copy", "can_copy_to", "can_view_revisions",
):  # fmt: skip
    setattr(ScopedPagePermissionTester, _name, _scoped(_name))


class ScopedPageMixin(models.Model):
    """A page with a `node`. Pages below it that have none answer `scope_node` with their parent's."""

    node = models.ForeignKey(
        Node,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("归属"),
        help_text=gettext_lazy("这一机构及其下属机构的人能看到"),
    )

    base_form_class = ScopedPageForm

    class Meta:
        abstract = True

    def scope_node(self) -> Node | None:
        return self.node if self.node_id else None

    def permissions_for_user(self, user):
        return ScopedPagePermissionTester(user, self)


class ScopedReviewMixin:
    """A review step (mix into a GroupApprovalTask): only reviewers of the page's own part of the organisation see it and
    act on it, and nobody approves the text that they themselves wrote last."""

    def _may_review(self, page, user) -> bool:
        if user.is_superuser:
            return True
        node = getattr(page, "specific", page).scope_node()
        return node is not None and self._user_in_groups(user) and has_role(user, Role.REVIEWER, at=node)

    def user_can_access_editor(self, obj, user):
        return self._may_review(obj, user)

    def locked_for_user(self, obj, user):
        return not self._may_review(obj, user)

    def user_can_lock(self, obj, user):
        return self._may_review(obj, user)

    def get_actions(self, obj, user):
        if not self._may_review(obj, user):
            return []
        own = wrote_last(user, obj)
        return [action for action in super().get_actions(obj, user) if not (own and action[0] == "approve")]

    def on_action(self, task_state, user, action_name, **kwargs):
        """The editor saves what the reviewer changed on the way, and asks only before that: such a change is kept as a
        draft, nothing is approved, and the reviewer is told why (`second_person.tell_not_approved`, and the inbox)."""
        text = task_state.workflow_state.content_object
        if action_name == "approve" and wrote_last(user, text):
            title = getattr(text, "draft_title", None) or str(text)
            send_notice(
                to=[user], title=_("没有批准：%s") % title, key=f"review.own.{task_state.pk}.{text.latest_revision_id}",
                body=NOT_APPROVED,
                url=AdminURLFinder(user).get_edit_url(text) or "",
            )  # fmt: skip
            return None
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        open_to_user = [
            state.pk
            for state in states.select_related("workflow_state")
            if self._may_review(state.workflow_state.content_object, user)
        ]
        return states.filter(pk__in=open_to_user)
