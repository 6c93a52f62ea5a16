"""Who works where, as what, from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models.tree import Node, Window


class Post(models.Model):
    """A post 岗位 that people can hold; 首席代表 is the one with `is_chief`."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    is_chief = models.BooleanField(_("首席代表"), default=False)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PostingQuerySet(models.QuerySet):
    def on(self, day):
        """Postings that hold on `day` (both ends included)."""
        return self.filter(Q(start_on=None) | Q(start_on__lte=day), Q(end_on=None) | Q(end_on__gte=day))

    def present(self, day):
        """Postings that hold on `day` of people who are at work (not on leave, seconded or gone)."""
        return self.on(day).filter(presence=Posting.Presence.PRESENT, person__is_active=True)

    def below(self, node: Node):
        """Postings at `node` or anywhere under it."""
        return self.filter(node__path__startswith=node.path)


class Posting(models.Model):
    """任岗: a person at a node of the tree, perhaps at a window, in a post. Ended by `end_on`, never deleted."""

    class Presence(models.TextChoices):
        PRESENT = "present", _("在岗")
        LEAVE = "leave", _("休假")
        SECONDED = "seconded", _("借调")
        GONE = "gone", _("离岗")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postings")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="postings")
    window = models.ForeignKey(Window, on_delete=models.SET_NULL, null=True, blank=True, related_name="postings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="postings")
    employment = models.CharField(_("编制类型"), max_length=40, blank=True)
    presence = models.CharField(_("在岗状态"), max_length=10, choices=Presence.choices, default=Presence.PRESENT)
    start_on = models.DateField(_("入岗日期"), null=True, blank=True)
    end_on = models.DateField(_("离岗日期"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("任岗")
        verbose_name_plural = _("任岗")
        constraints = [
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(start_on=None) | Q(end_on__gte=F("start_on")),
                name="posting_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.node}"
