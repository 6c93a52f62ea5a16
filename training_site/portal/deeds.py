"""Each role's main deeds, as buttons on the home page."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from foundation.models import User
from organisation.models import Role
from organisation.permissions import has_role
from training_site.navigation import leads_somewhere


@dataclass(frozen=True)
class Deed:
    """A button: the verb on it, where it leads, its icon, whose it is. `page_app`: see navigation.Place."""

    label: str
    url: str
    icon: str
    roles: tuple[str, ...]
    page_app: str = ""


DEEDS = (
    Deed(_("查事项、材料和规则"), "/items/lookup/", "search", (Role.STAFF, Role.MARKER)),
    Deed(_("问一个问题"), "/questions/enquiries/ask/", "chat", (Role.STAFF, Role.MARKER)),
    Deed(_("练一个案例"), "/drills/", "drill", (Role.STAFF,)),
    Deed(_("写一道试题"), "/cms/questions/new/", "edit", (Role.TRAINER,)),
    Deed(_("导入试题"), "/cms/questions/import/", "upload", (Role.TRAINER,)),
    Deed(_("编课程和政策"), "/cms/pages/", "learn", (Role.TRAINER,)),
    Deed(_("办集中培训"), "/plans/classes/", "group", (Role.TRAINER,)),
    Deed(_("审试题"), "/cms/questions/review/", "check", (Role.REVIEWER,)),
    Deed(_("审事项"), "/cms/service-items/", "policy", (Role.REVIEWER,)),
    Deed(_("看题库"), "/cms/questions/", "question", (Role.REVIEWER,)),
    Deed(_("评卷"), "/exams/marking/", "exam", (Role.MARKER,)),
    Deed(_("排一场考试"), "/exams/officer/sittings/new/", "plus", (Role.EXAM_OFFICER,)),
    Deed(_("建一场快考"), "/exams/officer/quick/", "plus", (Role.EXAM_OFFICER,)),
    Deed(_("写双向细目表"), "/exams/officer/blueprints/", "grid", (Role.EXAM_OFFICER,)),
    Deed(_("看考试场次"), "/exams/officer/", "calendar", (Role.EXAM_OFFICER,)),
    Deed(_("放出考核演练"), "/cms/drills/releases/", "drill", (Role.EXAM_OFFICER,)),
    Deed(_("看谁能办什么"), "/analytics/competence/", "grid", (Role.MANAGER,)),
    Deed(_("排 AB 角"), "/items/duties/", "swap", (Role.MANAGER, Role.ADMINISTRATOR)),
    Deed(_("看完成情况"), "/analytics/", "chart", (Role.MANAGER,)),
    Deed(_("排培训计划"), "/plans/", "plan", (Role.MANAGER,)),
    Deed(_("做月度考核"), "/appraisal/periods/", "star", (Role.MANAGER,)),
    Deed(_("查审计记录"), "/cms/audit/", "history", (Role.AUDITOR,)),
    Deed(_("看完成情况"), "/analytics/", "chart", (Role.AUDITOR,)),
    Deed(_("看考核周期"), "/appraisal/periods/", "star", (Role.AUDITOR,)),
    Deed(_("管人员和角色"), "/cms/people/", "group", (Role.ADMINISTRATOR,)),
    Deed(_("管接口令牌"), "/appraisal/tokens/", "key", (Role.ADMINISTRATOR,)),
    Deed(_("添加人员"), "/cms/people/new/", "plus", (Role.ADMINISTRATOR,)),
    Deed(_("导入人员名册"), "/cms/people/roster/", "upload", (Role.ADMINISTRATOR,)),
)


def deeds_of(user: User) -> list[Deed]:
    """The deeds of the roles that the person holds, each once, those that lead somewhere in this installation."""
    held = (deed for deed in DEEDS if has_role(user, *deed.roles) and leads_somewhere(deed.url, deed.page_app))
    return list({deed.url: deed for deed in held}.values())
