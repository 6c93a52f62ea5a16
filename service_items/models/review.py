"""The review of a service item before it goes live."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from organisation.scoped_pages import ScopedReviewMixin


class ServiceItemReviewTask(ScopedReviewMixin, AbstractGroupApprovalTask):
    """A reviewer of the item's own part of the organisation approves it; nobody approves their own text."""

    class Meta:
        verbose_name = _("事项审核")
        verbose_name_plural = _("事项审核")
