"""What people say about the site itself."""

from django.conf import settings
from django.db import models
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from organisation.models import Node


class Suggestion(models.Model):
    """意见建议 from one person about one page. Open while `answered_at` is empty; an answer is given once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="suggestions")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="+")  # where the person works
    page = models.CharField(_("页面"), max_length=300, blank=True)
    text = models.TextField(_("意见建议"), max_length=2000)
    created_at = models.DateTimeField()
    answer = models.TextField(_("答复"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("意见建议")
        verbose_name_plural = _("意见建议")
        ordering = ["-created_at", "-pk"]

    @property
    def page_is_ours(self) -> bool:
        """Whether the page may be linked: the browser names it, and anything can be posted in its name."""
        return url_has_allowed_host_and_scheme(self.page, allowed_hosts=None)

    def __str__(self) -> str:
        return self.text[:40]
