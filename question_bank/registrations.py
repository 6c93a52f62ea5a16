"""What the question bank tells the registries: tasks, links, dependants, search, and what is held about a person."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from foundation.clock import local_date
from foundation.ids import typed_id
from foundation.models import User
from foundation.registries import dependants, links, my_data, search, tasks
from organisation.models import Role
from organisation.permissions import has_role
from question_bank import enquiries
from question_bank.manage_selectors import returned_drafts, reviewable_drafts
from question_bank.models import CheckResult, Enquiry, PracticeAnswer, QuestionVersion, WrongAnswer
from question_bank.models.facets import Pool
from question_bank.text import searchable


def tasks_of_authors(user: User, at: datetime) -> list[tasks.Task]:
    """Questions to review, drafts given back, and enquiries to answer."""
    found = []
    if has_role(user, Role.REVIEWER) and (count := reviewable_drafts(user).count()):
        found.append(
            tasks.Task(_("审题"), _("%(n)s 道题等您审") % {"n": count}, reverse("question_admin:review"), _("去审题"))
        )
    if has_role(user, Role.TRAINER):
        for draft in returned_drafts(user).select_related("question")[:5]:
            url = reverse("question_admin:edit", args=[draft.question_id])
            title = _("试题 %(code)s 被退回") % {"code": draft.question.code}
            found.append(tasks.Task(_("出题"), title, url, _("去修改"), detail=draft.review_note[:80]))
    return found + _enquiry_tasks(user, at)


def _enquiry_tasks(user: User, at: datetime) -> list[tasks.Task]:
    rows = Enquiry.objects.open().filter(owner=user).order_by("due_on")[:5]
    return [
        tasks.Task(
            _("答疑"), row.title, reverse("question_bank:enquiry", args=[row.pk]), _("去答复"), due=_end_of(row.due_on)
        )
        for row in rows
    ]


def _end_of(day):
    """The last minute of a day in the hall."""
    return timezone.make_aware(datetime.combine(day, datetime.max.time().replace(microsecond=0))) if day else None


def enquiry_link(key: str) -> links.Link | None:
    row = Enquiry.objects.filter(pk=typed_id(key)).first()
    return row and links.Link("enquiry", key, row.title, reverse("question_bank:enquiry", args=[row.pk]))


def question_dependants(codes: list[str]) -> list[dependants.Dependant]:
    """Questions in force and verified answers, each by name."""
    versions = (
        QuestionVersion.objects.in_force().filter(service_items__code__in=codes)
        .select_related("question__author").distinct()
    )  # fmt: skip
    found = [
        dependants.Dependant(
            _("试题"), _name(version), reverse("question_admin:detail", args=[version.question_id]),
            (version.question.author,),
        )
        for version in versions
    ]  # fmt: skip
    answers = Enquiry.objects.filter(service_items__code__in=codes).exclude(verified_at=None)
    return found + [
        dependants.Dependant(_("问答"), row.title, reverse("question_bank:enquiry", args=[row.pk]), (row.verified_by,))
        for row in answers.select_related("verified_by").distinct()
    ]


def _name(version: QuestionVersion) -> str:
    """The code and how the question begins; of one that is kept for exams the code alone, whoever asks."""
    told = "" if version.pool == Pool.EXAM else version.stem.strip().split("\n")[0]
    return f"{version.question.code} {Truncator(told).chars(32)}".strip()


def find_answers(user: User, query: str, limit: int) -> list[search.Hit]:
    """Verified answers and open enquiries; never a question of the bank."""
    rows = enquiries.searched(enquiries.listed(local_date()), searchable(query))[:limit]
    return [
        search.Hit(
            _("答疑"), row.title, reverse("question_bank:enquiry", args=[row.pk]),
            row.verified_reply.text[:80] if row.verified_reply and not row.is_stale else row.text[:80],
        )
        for row in rows
    ]  # fmt: skip


def held_about(user: User) -> list[my_data.DataSection]:
    """Check results, practice and mistakes; nobody else sees the last two."""
    results = CheckResult.objects.filter(person=user).select_related("check_set").order_by("-at")[:500]
    answers = PracticeAnswer.objects.filter(person=user).select_related("version__question").order_by("-at")[:500]
    wrong = WrongAnswer.objects.filter(person=user).select_related("question").order_by("-last_at")
    asked = Enquiry.objects.filter(asked_by=user)
    day = local_date

    return [
        my_data.DataSection(
            _("自测结果"), (_("自测"), _("日期"), _("答对"), _("通过")),
            [(row.check_set.title, str(day(row.at)), f"{row.right_count}/{row.question_count}",
              _("是") if row.passed else _("否")) for row in results],
            _("证明学过、签收过"),
        ),
        my_data.DataSection(
            _("练习记录（最近 500 条）"), (_("题号"), _("日期"), _("答对")),
            [(row.version.question.code, str(day(row.at)), _("是") if row.right else _("否")) for row in answers],
            _("安排复习，只有本人看得到"),
        ),
        my_data.DataSection(
            _("错题本"), (_("题号"), _("次数"), _("最近一次"), _("原因")),
            [(row.question.code, str(row.times), str(day(row.last_at)), row.get_reason_display()) for row in wrong],
            _("安排复习，只有本人看得到"),
        ),
        my_data.DataSection(
            _("我的提问"), (_("问什么"), _("日期")), [(row.title, str(day(row.asked_at))) for row in asked], _("答疑"),
        ),
    ]  # fmt: skip


def register() -> None:
    tasks.register("question_bank", tasks_of_authors)
    links.register("enquiry", enquiry_link)
    dependants.register("question_bank", question_dependants)
    search.register("enquiries", find_answers)
    my_data.register("question_bank", held_about)
