"""What a credential certifies, and what must be proved to receive it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Node
from service_items.models import ServiceItem


class CredentialScheme(models.Model):
    """认证项目. A draft until `published`; only a published scheme issues. `key` is what other parts link to.

    A scheme without service items qualifies for a post (上岗); one with items clears its holders for those items.
    """

    class Kind(models.TextChoices):
        POST = "post", _("上岗合格")
        ITEMS = "items", _("事项授权")
        TWO_PAPERS = "two_papers", _("理论与技能")

    key = models.SlugField(_("标识"), max_length=60, unique=True)
    title = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices, default=Kind.ITEMS)
    node = models.ForeignKey(Node, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="credential_schemes")
    service_items = models.ManyToManyField(
        ServiceItem, verbose_name=_("事项"), blank=True, related_name="credential_schemes"
    )
    issuer_name = models.CharField(_("颁发单位"), max_length=120, blank=True)
    validity_months = models.PositiveSmallIntegerField(
        _("有效期（月）"), default=24, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    statement = models.CharField(_("证书上的结论"), max_length=200, blank=True)
    published = models.BooleanField(_("已启用"), default=False)

    class Meta:
        verbose_name = _("认证项目")
        verbose_name_plural = _("认证项目")
        ordering = ["kind", "key"]

    def __str__(self) -> str:
        return self.title

    @property
    def issuer(self) -> str:
        """Who issues, as the paper says it: the node's name unless another is given."""
        return self.issuer_name or self.node.name


class SchemeRequirement(models.Model):
    """One of the proofs that a scheme asks for; all of them together earn the credential.

    `key` names a course, an exam or a drill scenario by its stable key. `minimum_percent` is the lowest mark that
    counts (exam, drill); empty: what the exam or the drill itself calls passed. A drill counts only when it was
    assessed and touched no red line. For a renewal the proofs with `renews` must be new.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("课程结业")
        EXAM = "exam", _("考核合格")
        DRILL = "drill", _("演练合格")

    scheme = models.ForeignKey(CredentialScheme, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices)
    key = models.CharField(_("标识"), max_length=80)
    label = models.CharField(_("显示名称"), max_length=120, blank=True)
    minimum_percent = models.PositiveSmallIntegerField(
        _("最低得分（百分制）"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    renews = models.BooleanField(_("续期时须重新取得"), default=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("取得条件")
        verbose_name_plural = _("取得条件")
        ordering = ["scheme", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "kind", "key"], name="scheme_requirement_once"),
            models.CheckConstraint(
                condition=models.Q(minimum_percent=None) | models.Q(minimum_percent__lte=100),
                name="scheme_requirement_percent_at_most_100",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.label or self.key}"
