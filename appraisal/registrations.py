"""What this app tells the registries of the apps below."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal import evidence_links
from appraisal.models import AppraisalEntry, AppraisalPeriod, Award, GoodDeed, ImportedFigure
from appraisal.selectors import missing_sheets, months_to_close, waiting_objections
from exams.registries import result_impact
from exams.registries.result_impact import Impact, MovedResult
from foundation.models import User
from foundation.registries import my_data, tasks
from organisation.models import Role
from organisation.permissions import has_role


def objection_tasks(user: User, at: datetime) -> Iterable[tasks.Task]:
    """Objections that a manager has to answer."""
    if not has_role(user, Role.MANAGER):
        return
    for objection in waiting_objections(user):
        yield tasks.Task(
            kind=_("考核异议"),
            title=_("%(name)s：%(indicator)s")
            % {"name": objection.person.name, "indicator": objection.entry.indicator.name},
            url=f"/appraisal/objections/{objection.pk}/",
            action=_("去答复"),
            detail=objection.text[:80],
            due=datetime.combine(objection.due_on, time(23, 59), timezone.get_default_timezone()),
        )


def month_tasks(user: User, at: datetime) -> Iterable[tasks.Task]:
    """Months that are over and not closed yet, with what is still missing."""
    if not has_role(user, Role.MANAGER):
        return
    for period in months_to_close(user, timezone.localdate(at))[:5]:
        missing = missing_sheets(period)
        detail = _("还没有导入：%(sheets)s") % {"sheets": "、".join(missing)} if missing else _("报表齐了，可以关账。")
        yield tasks.Task(
            kind=_("月度考核"),
            title=_("%(period)s 还没有关账") % {"period": period},
            url=f"/appraisal/periods/{period.pk}/{'sheets/' if missing else ''}",
            action=_("去导入") if missing else _("去关账"),
            detail=detail,
        )


def my_entries(user: User) -> Iterable[my_data.DataSection]:
    rows = AppraisalEntry.objects.filter(person=user).select_related("period", "indicator").order_by("pk")
    yield my_data.DataSection(
        title=_("考核记录"),
        columns=(_("月份"), _("指标"), _("得分"), _("说明")),
        rows=[(row.period.name, row.indicator.name, str(row.points), row.explanation) for row in rows],
        purpose=_("月度考核"),
    )
    figures = ImportedFigure.objects.filter(person=user).select_related("sheet__period").order_by("pk")
    yield my_data.DataSection(
        title=_("月度报表里的行"),
        columns=(_("月份"), _("表"), _("内容")),
        rows=[
            (
                row.sheet.period.name,
                row.sheet.get_kind_display(),
                "；".join(f"{k} {v}" for k, v in row.data.items() if v),
            )
            for row in figures
        ],
        purpose=_("月度考核"),
    )
    awards = Award.objects.filter(person=user).select_related("period").order_by("pk")
    deeds = GoodDeed.objects.filter(person=user, figure=None).select_related("period").order_by("pk")
    yield my_data.DataSection(
        title=_("评优和好人好事"),
        columns=(_("月份"), _("项目"), _("事由")),
        rows=[
            *((row.period.name, row.get_kind_display(), row.reason) for row in awards),
            *((row.period.name, _("好人好事"), row.text) for row in deeds),
        ],
        purpose=_("月度考核"),
    )


def entries_on_results(moved: Sequence[MovedResult]) -> Iterator[Impact]:
    """The months in which lines rest on any of the results, open or closed; one query."""
    wanted = {str(each.result_id) for each in moved}
    rows = AppraisalEntry.objects.filter(person__in={each.person_id for each in moved}, indicator__source="exam")
    people: dict[AppraisalPeriod, set[int]] = defaultdict(set)
    for row in rows.select_related("period__node"):
        if any(link.get("kind") == "result" and link.get("key") in wanted for link in row.evidence):
            people[row.period].add(row.person_id)
    for period, concerned in sorted(people.items(), key=lambda pair: (pair[0].month, pair[0].pk)):
        if period.state == AppraisalPeriod.State.CLOSED:
            consequence = _("已关账：关账的数不改，另记调整行")
        else:
            consequence = _("进行中：按新成绩补记差额")
        yield Impact(_("考核"), str(period), len(concerned), consequence)


def register() -> None:
    tasks.register("appraisal", objection_tasks)
    tasks.register("appraisal-months", month_tasks)
    my_data.register("appraisal", my_entries)
    result_impact.register("appraisal", entries_on_results)
    evidence_links.register()
