"""The places that the shell leads to, and who sees each."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from organisation.models import Role


@dataclass(frozen=True)
class Place:
    """One link of the navigation. `page_app` names the app whose Wagtail pages stand at `url`; `roles`: empty means all."""

    url: str
    label: str
    icon: str
    short: str = ""
    page_app: str = ""
    roles: tuple[str, ...] = ()


ABOVE_STAFF = tuple(role for role in Role.values if role != Role.STAFF)

MODULES = (
    Place("/", _("我的任务"), "tasks", _("任务")),
    Place("/courses/", _("课程中心"), "learn", _("学习"), page_app="courses"),
    Place("/policies/", _("政策动态"), "policy", page_app="policies"),
    Place("/drills/", _("模拟训练"), "drill", _("训练")),
    Place("/exams/", _("在线考核"), "exam", _("考核")),
    Place("/questions/", _("答疑题库"), "question"),
    Place("/certificates/", _("我的证书"), "certificate"),
    Place("/appraisal/", _("我的考核"), "chart"),
)
TOOLS = (
    Place("/analytics/", _("数据分析"), "chart", roles=(Role.MANAGER, Role.AUDITOR)),
    Place("/plans/", _("培训计划"), "plan", roles=(Role.MANAGER, Role.TRAINER, Role.AUDITOR)),
    Place("/appraisal/periods/", _("考核管理"), "star", roles=(Role.MANAGER, Role.AUDITOR)),
    Place("/exams/officer/", _("考务"), "calendar", roles=(Role.EXAM_OFFICER,)),
    Place("/cms/", _("工作台"), "tool", roles=ABOVE_STAFF),
)
ADMIN_CATCH_ALL = ".*/$"  # Wagtail's admin answers 404 itself for what it does not know
ME = Place("/me/", _("我的"), "me", _("我的"))
TABS = ("/", "/courses/", "/drills/", "/exams/")


@cache
def leads_somewhere(url: str, page_app: str = "") -> bool:
    """Whether a view of ours, or the page tree for an app that has pages, answers at `url`. Settled once per process."""
    if page_app:
        return any(issubclass(model, Page) for model in apps.get_app_config(page_app).get_models())
    try:
        match = resolve(url.partition("?")[0])
    except Resolver404:
        return False
    return match.view_name != "wagtail_serve" and not match.route.endswith(ADMIN_CATCH_ALL)


def open_places(places: tuple[Place, ...]) -> list[Place]:
    """Those that lead somewhere in this installation."""
    return [place for place in places if leads_somewhere(place.url, place.page_app)]


def is_here(place: Place, path: str) -> bool:
    """Whether the page at `path` belongs to `place`, and to no place within it: /appraisal/periods/ is 考核管理, not 我的考核."""
    return _covers(place, path) and not any(
        _covers(other, path) and len(other.url) > len(place.url) for other in (*MODULES, *TOOLS)
    )


def _covers(place: Place, path: str) -> bool:
    return path == place.url if place.url == "/" else path.startswith(place.url)
