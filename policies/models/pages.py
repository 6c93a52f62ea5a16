"""政策动态 as pages."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from foundation.blocks.plain import said
from organisation.models import Post
from organisation.scoped_pages import ScopedPageForm, ScopedPageMixin, may_read
from policies.blocks import ClauseChanges, PolicyBody
from policies.models.versions import PolicyVersion
from question_bank.models import Check
from service_items.models import ServiceItem, ServiceItemChange, ServiceRule


class PolicyIndexPage(Page):
    """政策动态: the one page under which all policies stand."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["policies.PolicyPage"]
    template = "policies/policy_index.html"

    class Meta:
        verbose_name = _("政策动态")

    def get_context(self, request, *args, **kwargs):
        from policies.views.reader import index_context  # views read selectors, which read these models

        return super().get_context(request, *args, **kwargs) | index_context(request)


class PolicyForm(ScopedPageForm):
    """Holds the dates to their order, and the effective date to what was announced."""

    def clean(self):
        data = super().clean()
        published, effective, due = (data.get(name) for name in ("published_on", "effective_on", "acknowledge_by"))
        if published and due and due < published:
            self.add_error("acknowledge_by", ValidationError(_("签收截止日不能早于印发日期")))
        if effective and (problem := self.instance.moved_day_problem(effective)):
            self.add_error("effective_on", problem)
        return data


class PolicyPage(ScopedPageMixin, Page):
    """A policy update. Draft, in review and live are Wagtail's states; going live freezes a PolicyVersion and announces
    the change of each service item once."""

    class Severity(models.TextChoices):
        HIGH = "high", _("高：办法变了")
        MEDIUM = "medium", _("中：程序或说法变了")
        LOW = "low", _("低：文字调整")

    CHANGE_SEVERITY = {
        Severity.HIGH: ServiceItemChange.Severity.SUBSTANTIVE,
        Severity.MEDIUM: ServiceItemChange.Severity.PROCEDURAL,
        Severity.LOW: ServiceItemChange.Severity.EDITORIAL,
    }

    key = models.SlugField(_("代号"), max_length=80, unique=True, help_text=_("如 P01；发布后不要改"))
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    issuing_body = models.CharField(_("印发机关"), max_length=120)
    published_on = models.DateField(_("印发日期"))
    effective_on = models.DateField(_("生效日"))
    acknowledge_by = models.DateField(_("签收截止"), help_text=_("当天 18:00 前签收"))
    severity = models.CharField(_("影响程度"), max_length=8, choices=Severity.choices, default=Severity.HIGH)
    service_items = ParentalManyToManyField(
        ServiceItem, blank=True, related_name="policies", verbose_name=_("涉及事项")
    )
    rules = ParentalManyToManyField(ServiceRule, blank=True, related_name="policies", verbose_name=_("相关规则"))
    posts = ParentalManyToManyField(
        Post, blank=True, related_name="+", verbose_name=_("哪些岗位签收"), help_text=_("不选就是归属机构里的所有人")
    )
    one_line = models.CharField(_("一句话"), max_length=120)
    summary_card = models.CharField(_("摘要卡"), max_length=60, blank=True, help_text=_("60 字以内，窗口查询时显示"))
    label = models.CharField(_("口径说明"), max_length=120, blank=True)
    checked_on = models.DateField(_("核对日期"), null=True, blank=True)
    next_check_on = models.DateField(_("下次核对"), null=True, blank=True)
    clauses = StreamField(ClauseChanges(), verbose_name=_("条款前后对照"), blank=True)
    body = StreamField(PolicyBody(), verbose_name=_("内容"), blank=True)
    check_set = models.ForeignKey(
        Check, on_delete=models.SET_NULL, null=True, blank=True, related_name="policies", verbose_name=_("签收题")
    )
    search_text = models.TextField(blank=True, editable=False)

    base_form_class = PolicyForm
    parent_page_types = ["policies.PolicyIndexPage"]
    subpage_types: list[str] = []
    template = "policies/policy_page.html"
    content_panels = Page.content_panels + [
        FieldPanel("key", widget=forms.TextInput),  # the stock slug widget turns P01 into p01
        FieldPanel("one_line"),
        FieldPanel("summary_card"),
        MultiFieldPanel([FieldPanel("document_number"), FieldPanel("issuing_body")], heading=_("文件")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("published_on"), FieldPanel("effective_on"), FieldPanel("acknowledge_by")])],
            heading=_("日期"),
        ),
        MultiFieldPanel(
            [FieldPanel("severity"), FieldPanel("service_items"), FieldPanel("rules")], heading=_("影响到什么")
        ),
        MultiFieldPanel([FieldPanel("node"), FieldPanel("posts")], heading=_("谁要签收")),
        FieldPanel("clauses"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("label"), FieldPanel("checked_on"), FieldPanel("next_check_on")], heading=_("口径与核对")
        ),
    ]

    class Meta:
        verbose_name = _("政策")
        verbose_name_plural = _("政策")

    def moved_day_problem(self, effective_on: date) -> str:
        """Why the policy cannot take effect on that day ("" if it can): once announced, others go by the announced day."""
        announced = PolicyVersion.objects.filter(policy_key=self.key).order_by("-number").first()
        if not (self.live and announced) or announced.effective_on == effective_on:
            return ""
        message = _("生效日已经公布为 %(day)s，依赖它的课程和试题都按这一天换口径；改期请另发一条政策")
        return message % {"day": announced.effective_on.isoformat()}

    def save(self, *args, **kwargs):
        self.search_text = "\n".join([said(self.clauses), said(self.body)])
        super().save(*args, **kwargs)

    def serve(self, request, *args, **kwargs):
        if not may_read(request.user, self.node):
            raise Http404
        from policies.services.note_opened import note_opened

        note_opened(policy=self, by=request.user)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        from policies.views.reader import policy_context

        return super().get_context(request, *args, **kwargs) | policy_context(self, request)
