"""The review of a lesson or course before it goes live."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from organisation.scoped_pages import ScopedReviewMixin


class CourseReviewTask(ScopedReviewMixin, AbstractGroupApprovalTask):
    """A reviewer of the course's own part of the organisation approves, or sends it back."""

    class Meta:
        verbose_name = _("课程审核")
        verbose_name_plural = _("课程审核")
