"""What every page of a month has in common: which month, what may be done, the way to its neighbours."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod
from appraisal.selectors import periods_of, periods_run_by

TABS = ("appraisal-period", "appraisal-sheets", "appraisal-indicators", "appraisal-awards", "appraisal-deeds",
        "appraisal-vetoes", "appraisal-bulletin")  # fmt: skip


def period_seen(request, pk: int) -> AppraisalPeriod:
    """The period, for those who may look at it; 404 for everyone else."""
    return get_object_or_404(periods_of(request.user), pk=pk)


def period_run(request, pk: int) -> AppraisalPeriod:
    """The period, for those who may change it; 404 for everyone else."""
    return get_object_or_404(periods_run_by(request.user), pk=pk)


def frame(request, period: AppraisalPeriod, tab: str, **context) -> dict:
    """The context of a month's page: `period`, `tabs`, `may_run` and what is given."""
    names = (_("得分"), _("报表"), _("指标与分值"), _("评优"), _("好人好事"), _("一票否决"), _("通报"))
    tabs = [
        {"title": name, "url": reverse(view, args=[period.pk]), "current": view == tab}
        for view, name in zip(TABS, names, strict=True)
    ]
    may_run = periods_run_by(request.user).filter(pk=period.pk).exists()
    return {"period": period, "tabs": tabs, "may_run": may_run, **context}
