"""The review of a policy before it goes live."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from organisation.scoped_pages import ScopedReviewMixin


class PolicyReviewTask(ScopedReviewMixin, AbstractGroupApprovalTask):
    """A reviewer of the policy's own part of the organisation approves it, having seen what will be stale from then."""

    class Meta:
        verbose_name = _("政策审核")
        verbose_name_plural = _("政策审核")

    def get_template_for_action(self, action):
        return "policies/cms/approve.html" if action == "approve" else super().get_template_for_action(action)
