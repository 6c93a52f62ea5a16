"""The tree of the organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from foundation.codes import check_code

IN_ADDRESSES = frozenset({"postings", "deeds"})  # what stands beside a place's code under /items/duties/


def check_place_code(code: str) -> None:
    """Raises ValidationError if the place's pages could not be reached by `code`."""
    check_code(code, IN_ADDRESSES)


class Node(MP_Node):
    """One place in the tree: a region, a service hall 大厅, a station or a stationed unit 单位.

    Depth is free. `path` (treebeard's) is what scopes: a role at a node holds for every node whose path begins with it.
    """

    class Kind(models.TextChoices):
        REGION = "region", _("区域")
        HALL = "hall", _("大厅")
        STATION = "station", _("站点")
        UNIT = "unit", _("单位")

    code = models.CharField(_("编码"), max_length=40, unique=True, validators=[check_place_code])
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    opening = models.CharField(_("开放时间"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=60, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """A window 窗口 of a hall."""

    hall = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="windows")
    code = models.CharField(_("编码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    stationed_unit = models.ForeignKey(
        Node, on_delete=models.PROTECT, null=True, blank=True, related_name="stationed_windows"
    )

    class Meta:
        verbose_name = _("窗口")
        verbose_name_plural = _("窗口")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
