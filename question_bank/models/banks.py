"""Where questions live and what they are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Node


class Bank(models.Model):
    """A bank of questions, owned by a node of the organisation; trainers see the banks at and below their node."""

    slug = models.SlugField(_("代号"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="banks")

    class Meta:
        verbose_name = _("题库")
        verbose_name_plural = _("题库")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A topic 知识点, in two levels: an area (no parent) and its topics."""

    code = models.CharField(_("代码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = _("知识点")
        verbose_name_plural = _("知识点")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
