"""A service item 事项 as trainers edit it, and its frozen versions."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from foundation.codes import check_code
from organisation.models import Node
from service_items import content as contents
from service_items import parts
from service_items.models.rules import ServiceRule
from service_items.words import initials


class Severity(models.TextChoices):
    """How much a change matters to what hangs on the item."""

    EDITORIAL = "editorial", _("文字")
    PROCEDURAL = "procedural", _("程序")
    SUBSTANTIVE = "substantive", _("实质")


IN_ADDRESSES = frozenset({"lookup", "rules", "phrases", "handbook", "duties"})  # what urls.py has under /items/
FILTERS = ("id", "code", "name", "node", "live", "handling_type", "use_level", "next_check_on")


def check_item_code(code: str) -> None:
    """Raises ValidationError if the item's page could not be reached by `code`."""
    check_code(code, IN_ADDRESSES)


def text(label, most: int, **more) -> models.CharField:
    return models.CharField(label, max_length=most, blank=True, **more)


def part(block: type, label, **more) -> StreamField:
    return StreamField(block(), verbose_name=label, blank=True, **more)


class ServiceItem(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel
):
    """One service item of the catalogue.

    Draft, in review, scheduled, live and taken down are Wagtail's states. The columns hold what was published last,
    revisions what is being written; publishing a difference freezes a ServiceItemVersion. `current_version` is the
    version in force or next in force. `content` is all parts as one dictionary (service_items.content).
    """

    code = models.CharField(
        _("事项编码"), max_length=40, unique=True, validators=[check_item_code], help_text=_("如 I08；发布后不能改")
    )
    name = models.CharField(_("事项名称"), max_length=120)
    short_name = text(_("简称"), 60)
    pinyin = text(_("拼音首字母"), 80, help_text=_("留空就按简称自动生成"))
    node = models.ForeignKey(
        Node, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("维护单位"),
        help_text=_("由谁来改；全部窗口都能查到。留空就是全区"),
    )  # fmt: skip
    current_version = models.ForeignKey(
        "service_items.ServiceItemVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    catalog_code = text(_("基本编码"), 12)
    task_code = text(_("实施编码"), 36)
    handle_code = text(_("业务办理项编码"), 40)
    item_type = text(_("事项类型"), 60)
    status = text(_("事项状态"), 20, default="在用")
    planned_from = models.DateField(_("计划生效日"), null=True, blank=True)
    planned_until = models.DateField(_("计划取消日"), null=True, blank=True)
    agency = text(_("实施主体"), 120)
    agency_kind = text(_("实施主体性质"), 60)
    use_level = text(_("行使层级"), 60)
    power_source = text(_("权力来源"), 60)
    entrusted_by = text(_("委托部门"), 120)
    joint_agencies = text(_("联办机构"), 200)
    handling_type = text(_("办件类型"), 60, help_text=_("如：即办件、承诺件"))
    audience = text(_("服务对象"), 120)
    special_procedure = text(_("特别程序"), 200)
    handling_forms = text(_("办理形式"), 120)
    reach = text(_("通办范围"), 120)
    stationed_hall = text(_("进驻大厅"), 120, help_text=_("如：街道政务服务中心综合窗口；不进驻就写不进驻"))
    visits_max = models.PositiveSmallIntegerField(_("到现场次数"), null=True, blank=True)
    visits_reason = text(_("必须到现场的原因"), 200)
    online_depth = text(_("网办深度"), 60)
    booking = models.BooleanField(_("可以预约"), default=False)
    mailing = models.BooleanField(_("可以寄送结果"), default=False)
    channels = text(_("办理渠道"), 200, help_text=_("几个之间用顿号隔开"))
    window_flow = models.TextField(_("窗口办理流程"), blank=True)
    online_flow = models.TextField(_("网上办理流程"), blank=True)
    flow_chart = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("流程图"),
    )  # fmt: skip
    result_name = text(_("结果名称"), 120)
    result_kind = text(_("结果类型"), 60)
    result_validity = text(_("结果有效期"), 120)
    result_delivery = text(_("怎么送达"), 200, help_text=_("几个之间用顿号隔开"))
    result_sample = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("结果样本"),
    )  # fmt: skip
    consult = text(_("咨询方式"), 120)
    supervise = text(_("监督投诉方式"), 120)
    contact_place = text(_("办理地点"), 200)
    contact_hours = text(_("办理时间"), 200)
    tolerance_note = text(_("容缺说明"), 200)
    one_thing = models.TextField(_("关联“一件事”"), blank=True, help_text=_("一行写一条"))
    rules = ParentalManyToManyField(ServiceRule, blank=True, related_name="service_items", verbose_name=_("相关规则"))
    label = text(_("口径说明"), 120)
    place = text(_("哪里的口径"), 60)
    checked_against = text(_("来源"), 200)
    checked_on = models.DateField(_("核对日期"), null=True, blank=True)
    next_check_on = models.DateField(_("下次核对"), null=True, blank=True)

    conditions = part(parts.Points, _("受理条件"))
    standards = part(parts.Points, _("待遇和标准"))
    materials = part(parts.Materials, _("申报材料"))
    limits = part(parts.Limits, _("办结时限"))
    fees = part(parts.Fees, _("收费"))
    steps = part(parts.Steps, _("办理环节"))
    basis = part(parts.Basis, _("设定依据"))
    local_differences = part(parts.Points, _("地方口径"))
    special_cases = part(parts.Points, _("特殊情形"))
    error_prone = part(parts.Points, _("易错点"))
    risks = part(parts.Risks, _("廉政风险点"))
    faq = part(parts.Faq, _("常见问题"))

    # What the author says of this publication; see services.freeze_item for what holds where nothing is said.
    change_severity = text(_("改动程度"), 12, choices=Severity.choices)
    effective_on = models.DateField(_("从哪天起执行"), null=True, blank=True)
    change_summary = text(_("改了什么"), 300)

    imported_on = models.DateField(null=True, editable=False)
    imported_hash = text("", 64, editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id",
        for_concrete_model=False,
    )  # fmt: skip
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id",
        for_concrete_model=False,
    )  # fmt: skip

    KEPT = ("current_version_id", "imported_on", "imported_hash")  # no revision brings these back
    SAID_ON_PUBLISHING = (
        "change_severity",
        "effective_on",
        "change_summary",
    )  # by whoever publishes, of another's text
    search_fields = [
        index.SearchField("name"),
        index.SearchField("code"),
        index.SearchField("short_name"),
        index.SearchField("pinyin"),
        index.AutocompleteField("name"),
        *(index.FilterField(name) for name in FILTERS),
    ]

    class Meta:
        verbose_name = _("事项")
        verbose_name_plural = _("事项")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def revisions(self):
        return self._revisions

    @property
    def content(self) -> dict:
        return contents.content_of(self)

    @content.setter
    def content(self, given: dict) -> None:
        contents.fill(self, given)

    def frozen(self) -> dict:
        """What a version of the item as it stands would hold."""
        return {"name": self.name, "short_name": self.short_name, **self.content}

    def scope_node(self) -> Node | None:
        return self.node

    @property
    def node_path(self) -> str:
        """Whose auditors read of it; empty where the item belongs to the whole tree."""
        return self.node.path if self.node else ""

    @transaction.atomic  # with what its receivers write
    def unpublish(self, *args, **options) -> None:
        super().unpublish(*args, **options)

    def with_content_json(self, content):
        draft = super().with_content_json(content)
        for name in self.KEPT:
            setattr(draft, name, getattr(self, name))
        return draft

    def clean(self):
        super().clean()
        known = ServiceItem.objects.filter(pk=self.pk, current_version__isnull=False).values_list("code", flat=True)
        if self.pk and known and known[0] != self.code:
            raise ValidationError({"code": gettext("编码已经被课程、试题和证书引用，不能改")})
        twin = ServiceItem.objects.filter(code__iexact=self.code).exclude(pk=self.pk).first()
        if twin and twin.code != self.code:  # the same code is what `unique` refuses
            raise ValidationError({"code": gettext("已经有 %s，只差大小写，请换一个编码") % twin.code})
        if not self.pinyin:
            self.pinyin = initials(self.short_name or self.name)[:80]

    def get_preview_template(self, request, mode_name):
        return "service_items/item.html"

    def get_preview_context(self, request, mode_name):
        from service_items.views.window import preview_context  # views read selectors, which read these models

        return super().get_preview_context(request, mode_name) | preview_context(self, timezone.localdate())


class ServiceItemVersion(models.Model):
    """A frozen version. Never changed; in force from `effective_on` until the next one's."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    effective_on = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="service_item_version_number_once")]

    def __str__(self) -> str:
        return f"{self.item.code} v{self.number}"
