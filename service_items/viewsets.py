"""Service items and rules in the Wagtail admin."""

from functools import wraps

from django.contrib.admin.utils import unquote
from django.db import transaction
from django.forms import CheckboxSelectMultiple
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet, UnpublishView

from foundation.clock import local_date
from foundation.ids import typed_id
from organisation.permissions import nodes_in_scope
from organisation.scoped_pages import AUTHORING_ROLES
from service_items.models import ReceptionPhrase, ServiceItem, ServiceRule
from service_items.panels import EDITOR
from service_items.permissions import ItemPermissionPolicy, RulePermissionPolicy, editable_items


class PublishOverOwnPage:
    """Publishing saves the draft and leads to the page that lists what changes and asks what the author says of it."""

    def publish_action(self):
        return redirect("catalogue_admin:publish", self.object.pk)


class ItemCreateView(PublishOverOwnPage, CreateView):
    pass


class ItemEditView(PublishOverOwnPage, EditView):
    def get_object(self, queryset=None):
        """What was said of an earlier publication is not offered for the next one."""
        item = super().get_object(queryset)
        if item.live and not item.has_unpublished_changes:
            item.change_severity, item.effective_on, item.change_summary = "", None, ""
        return item


class ItemUnpublishView(UnpublishView):
    @transaction.atomic  # with the entry in the audit trail
    def unpublish(self):
        return super().unpublish()


class ItemIndexView(IndexView):
    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        if self.user_has_permission("add"):
            buttons.append(HeaderButton(_("导入和导出"), reverse("catalogue_admin:import"), icon_name="upload"))
        return buttons


class ItemFilters(WagtailFilterSet):
    node = ModelChoiceFilter(queryset=None, label=_("维护单位"))
    overdue = BooleanFilter(method="only_overdue", label=_("该核对了"))

    class Meta:
        model = ServiceItem
        fields = ["node", "handling_type", "use_level", "live"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["node"].queryset = nodes_in_scope(self.request.user, *AUTHORING_ROLES)

    def only_overdue(self, queryset, _name, value):
        if value is None:
            return queryset
        due = queryset.filter(next_check_on__lte=local_date())
        return due if value else queryset.exclude(pk__in=due.values("pk"))


def _next_check(item: ServiceItem) -> str:
    """The day itself: Wagtail's column says "just now" of every day to come."""
    return item.next_check_on.isoformat() if item.next_check_on else "—"


class ItemViewSet(SnippetViewSet):
    model = ServiceItem
    icon = "tasks"
    base_url_path = "service-items"
    menu_label, menu_name, menu_order = _("事项"), "service-items", 203
    add_to_admin_menu = True
    edit_handler = EDITOR
    index_view_class, add_view_class, edit_view_class = ItemIndexView, ItemCreateView, ItemEditView
    unpublish_view_class = ItemUnpublishView
    copy_view_enabled = False
    list_display = [
        "code",
        "name",
        Column("node", label=_("维护单位")),
        Column("current_version", label=_("现行版本"), accessor="current_version.number"),
        Column("next_check_on", label=_("下次核对"), accessor=_next_check, sort_key="next_check_on"),
    ]
    list_per_page = 50
    filterset_class = ItemFilters
    search_backend_name = None  # the columns are asked directly, and the list stays within the person's places
    search_fields = ["code", "name", "short_name", "pinyin"]
    ordering = "code"

    @property
    def permission_policy(self):
        return ItemPermissionPolicy(self.model)

    def get_queryset(self, request):
        return editable_items(request.user).select_related("node", "current_version")

    def construct_view(self, view_class, **kwargs):
        """Every view about one item finds the person's own items only."""
        view = super().construct_view(view_class, **kwargs)

        @wraps(view)
        def own(request, *args, **kwargs):
            given = kwargs.get("pk", args[0] if args else None)
            if given is not None and not editable_items(request.user).filter(pk=_number(given)).exists():
                raise Http404
            return view(request, *args, **kwargs)

        return own


def _number(given) -> int:
    if number := typed_id(unquote(str(given))):
        return number
    raise Http404


class RuleViewSet(SnippetViewSet):
    model = ServiceRule
    icon = "list-ul"
    base_url_path = "service-rules"
    menu_label, menu_name, menu_order = _("服务规则"), "service-rules", 204
    add_to_admin_menu = True
    list_display = ["code", "name", "is_red_line"]
    search_fields = ["code", "name", "duty"]
    panels = [
        FieldPanel("code", read_only=True),
        FieldPanel("name"),
        FieldPanel("duty"),
        FieldPanel("basis"),
        FieldPanel("is_red_line"),
    ]
    copy_view_enabled = False

    @property
    def permission_policy(self):
        return RulePermissionPolicy(self.model)


class PhraseViewSet(SnippetViewSet):
    model = ReceptionPhrase
    icon = "openquote"
    base_url_path = "reception-phrases"
    menu_label, menu_name, menu_order = _("接待用语"), "reception-phrases", 205
    add_to_admin_menu = True
    list_display = ["words", "moment", "occasion", "position"]
    list_filter = ["moment"]
    search_fields = ["words", "occasion", "instead"]
    panels = [
        FieldPanel("moment"),
        FieldPanel("occasion"),
        FieldPanel("words"),
        FieldPanel("instead"),
        FieldPanel("rules", widget=CheckboxSelectMultiple),
        FieldPanel("position"),
    ]
    copy_view_enabled = False

    @property
    def permission_policy(self):
        return RulePermissionPolicy(self.model)
