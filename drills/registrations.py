"""What drills tell the lower apps' registries."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from drills.models import Run, Scenario
from drills.permissions import may_play, playable_scenarios
from drills.selectors import open_releases
from foundation.models import User
from foundation.registries import dependants, links, my_data, search, study, tasks


def drill_link(key: str) -> links.Link | None:
    """Where a case can be played."""
    scenario = (
        Scenario.objects.filter(key=key, current_version__isnull=False, retired_at=None).select_related("node").first()
    )
    if scenario is None:
        return None
    return links.Link(
        kind="drill",
        key=key,
        title=_("演练：%(title)s") % {"title": scenario.title},
        url=reverse("drills:intro", args=[key]),
        visible_to=lambda user: may_play(user, scenario),
    )


def drills_on_items(codes: list[str]) -> Iterable[dependants.Dependant]:
    """The published cases whose version in force hangs on any of the service items."""
    scenarios = Scenario.objects.filter(current_version__service_items__code__in=codes, retired_at=None).distinct()
    for scenario in scenarios.select_related("author").order_by("key"):
        yield dependants.Dependant(
            kind=_("演练"),
            title=scenario.title,
            url=reverse("drills_admin:outline", args=[scenario.pk]),
            owners=(scenario.author,),
        )


def drills_to_play(user: User, codes: list[str]) -> Iterable[study.StudyLink]:
    """The cases that the person may play about the service items and rules."""
    playable = playable_scenarios(user).order_by("key")
    for relation in ("service_items", "rules"):
        name = f"current_version__{relation}__code"
        for scenario in playable.filter(**{f"{name}__in": codes}).annotate(code=F(name)).distinct():
            url = reverse("drills:intro", args=[scenario.key])
            yield study.StudyLink(scenario.code, _("演练"), scenario.title, url)


def find_drills(user: User, query: str, limit: int) -> Iterable[search.Hit]:
    """Cases that the person may play, by title, key or summary."""
    named = Q(title__icontains=query) | Q(key__iexact=query) | Q(current_version__content__summary__icontains=query)
    for scenario in playable_scenarios(user).filter(named).select_related("current_version").order_by("key")[:limit]:
        yield search.Hit(
            kind=_("演练"),
            title=scenario.title,
            url=reverse("drills:intro", args=[scenario.key]),
            excerpt=scenario.current_version.content["summary"][:80],
        )


def assessed_tasks(user: User, at: datetime) -> Iterable[tasks.Task]:
    """Assessed drills released to the person and not yet taken; one query."""
    for release in open_releases(user, at).defer("version__content"):
        yield tasks.Task(
            kind=_("演练考核"),
            title=release.version.title,
            url=reverse("drills:assessed", args=[release.pk]),
            action=_("接着考") if release.running else _("看要求"),
            detail=_("每一步选定后不能撤回"),
            due=release.closes_at,
            starts=release.opens_at,
        )


def runs_held(user: User) -> Iterable[my_data.DataSection]:
    """The person's own runs with their results."""
    runs = Run.objects.filter(person=user).select_related("scenario", "version").defer("version__content")
    yield my_data.DataSection(
        title=_("模拟训练"),
        columns=(_("情景"), _("版本"), _("方式"), _("状态"), _("开始"), _("完成"), _("得分"), _("红线")),
        rows=[
            (
                run.scenario.title,
                str(run.version.number),
                str(run.get_mode_display()),
                str(run.get_state_display()),
                _local(run.started_at),
                _local(run.finished_at),
                "" if run.score is None else str(run.score),
                _("触碰") if run.red_line else "",
            )
            for run in runs
        ],
        purpose=_("练习复盘与认证；不作为纪律依据，每一步的选择只有您自己看得到"),
    )


def _local(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def register() -> None:
    """Called once, when the app is ready."""
    links.register("drill", drill_link)
    dependants.register("drills", drills_on_items)
    search.register("drills", find_drills)
    study.register("drills", drills_to_play)
    my_data.register("drills", runs_held)
    tasks.register("drills", assessed_tasks)
