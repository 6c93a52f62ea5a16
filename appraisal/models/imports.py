"""Figures that other systems hold and the hall brings as sheets."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.models.periods import AppraisalPeriod


class SheetKind(models.TextChoices):
    ATTENDANCE = "attendance", _("考勤")
    VOLUME = "volume", _("办件量")
    RATING = "rating", _("评价")
    PATROL = "patrol", _("巡查")
    DEEDS = "deeds", _("好人好事")
    VETO = "veto", _("一票否决")


NOT_EVERY_MONTH = {SheetKind.VETO}  # a month is complete without them


class ImportedSheet(models.Model):
    """One imported file. A newer file of the same kind replaces it: `replaced_at` is set, its rows stay as evidence.

    `dropped` names the columns that were left at the door; the file itself is kept nowhere.
    """

    period = models.ForeignKey(AppraisalPeriod, on_delete=models.PROTECT, related_name="sheets")
    kind = models.CharField(_("表"), max_length=12, choices=SheetKind.choices)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()
    dropped = models.JSONField(default=list)
    imported_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-imported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "kind"], condition=models.Q(replaced_at=None), name="appraisal_sheet_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"


class ImportedFigure(models.Model):
    """One row of a sheet: a person (or a window's total) and its figures. Citizens' columns never reach this table."""

    sheet = models.ForeignKey(ImportedSheet, on_delete=models.CASCADE, related_name="figures")
    row = models.PositiveIntegerField()
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    window = models.ForeignKey("organisation.Window", on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "row"], name="imported_figure_once_per_row")]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.row}"


class SheetDraft(models.Model):
    """A sheet that was read without a fault and waits for its person to say yes; swept after a day.

    `rows` holds the columns of the layout and nothing else: [[row number, {column: text}], …].
    """

    period = models.ForeignKey(AppraisalPeriod, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=SheetKind.choices)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    dropped = models.JSONField(default=list)
    rows = models.JSONField()
    read_by = models.ForeignKey("foundation.User", on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "read_by"], name="sheet_draft_one_at_a_time")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"
