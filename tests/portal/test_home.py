"""我的任务 shows each person what waits for them and the deeds of their roles."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.registries import tasks
from foundation.registries.tasks import Task
from organisation.models import Role
from service_items.models import Duty, ServiceItem
from tests.cast import make_person
from tests.pages import without_tokens
from tests.site.whole_hall import furnish
from training_site.portal.deeds import deeds_of


@pytest.fixture
def waiting(monkeypatch):
    """waiting(task, …) makes these the only tasks of everyone."""

    def wait_for(*found):
        monkeypatch.setattr(tasks, "_sources", {"story": lambda user, at: found})

    wait_for()
    return wait_for


def test_a_stranger_is_asked_to_sign_in(client, db):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_a_learner_sees_what_is_due_before_what_opens_later(cast, sign_in, waiting):
    now = timezone.now()
    waiting(
        Task(
            "在线考核",
            "下月考核",
            "/exams/2/",
            "看考核说明",
            due=now + timedelta(days=20),
            starts=now + timedelta(days=9),
        ),
        Task("课程", "容缺受理", "/courses/x/", "先测一测"),
        Task("政策签收", "换经营者", "/policies/x/", "看改动", due=now + timedelta(days=1)),
    )
    page = sign_in(cast.learner).get("/").content.decode()
    assert page.index("换经营者") < page.index("容缺受理") < page.index("还没到时候的") < page.index("下月考核")
    assert "明天" in page
    assert "slip--soon" in page
    assert "不限时" in page


def test_a_task_past_its_day_says_so(cast, sign_in, waiting):
    waiting(Task("政策签收", "换经营者", "/policies/x/", "看改动", due=timezone.now() - timedelta(days=2)))
    page = sign_in(cast.learner).get("/").content.decode()
    assert "slip--late" in page
    assert "已过期限" in page


def test_words_from_others_are_never_markup(cast, sign_in, waiting):
    waiting(Task("课程", "<script>alert(1)</script>", "/x/", "看"))
    page = sign_in(cast.learner).get("/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_with_nothing_to_do_the_page_says_what_will_come(cast, sign_in, waiting):
    page = sign_in(cast.learner).get("/").content.decode()
    assert "眼下没有要做的事" in page


@pytest.mark.parametrize("role", Role.values)
def test_each_role_alone_has_three_deeds_or_more_and_may_open_every_one(cast, sign_in, role):
    person = make_person("t5001", "只有一个角色的人", cast.hall, role)
    deeds, client = deeds_of(person), sign_in(person)
    assert len({deed.url for deed in deeds}) >= 3, role
    for deed in deeds:
        answer = client.get(deed.url, follow=True)
        turned_away = [url for url, _status in answer.redirect_chain if not url.startswith(deed.url)]
        assert (answer.status_code, turned_away) == (200, []), (role, deed.url)
    page = client.get("/").content.decode()
    assert all(f'href="{deed.url}"' in page and str(deed.label) in page for deed in deeds)


@pytest.mark.parametrize(
    ("who", "sees", "not_sees"),
    [
        ("learner", [], ["管理", "工作台"]),
        ("trainer", ["工作台"], ["数据分析"]),
        ("manager", ["工作台"], []),
    ],
)
def test_the_navigation_follows_the_roles(cast, sign_in, waiting, who, sees, not_sees):
    page = sign_in(getattr(cast, who)).get("/").content.decode()
    for words in sees:
        assert f"{words}</a>" in page
    for words in not_sees:
        assert f"{words}</a>" not in page


def test_every_link_of_the_navigation_answers_to_everyone_who_sees_it(cast, sign_in, waiting):
    from organisation.permissions import has_role
    from training_site.navigation import MODULES, TOOLS, open_places

    for name, person in cast.everyone().items():
        client = sign_in(person)
        for place in open_places((*MODULES, *(tool for tool in TOOLS if has_role(person, *tool.roles)))):
            if not place.page_app:  # pages of the tree exist once a hall is loaded
                assert client.get(place.url, follow=True).status_code == 200, (name, place.url)


def test_two_roles_never_show_the_same_deed_twice(cast):
    from organisation.services.grant_role import grant_role

    grant_role(person=cast.manager, role="auditor", node=cast.district, by=None)
    cast.manager.__dict__.pop("_role_paths", None)
    urls = [deed.url for deed in deeds_of(cast.manager)]
    assert "/analytics/" in urls
    assert "/cms/audit/" in urls
    assert len(urls) == len(set(urls))


def test_a_task_of_another_year_says_the_year(cast, sign_in, waiting):
    due = timezone.now() + timedelta(days=400)
    waiting(Task("我的证书", "上岗证", "/certificates/1/", "去续期", due=due))
    assert f"{due.year} 年" in sign_in(cast.learner).get("/").content.decode()


def test_the_page_costs_the_same_however_many_tasks_wait(cast, sign_in, waiting, django_assert_max_num_queries):
    waiting(*(Task("课程", f"第 {number} 课", "/x/", "先测一测") for number in range(200)))
    client = sign_in(cast.learner)
    client.get("/")
    with django_assert_max_num_queries(18):
        client.get("/")


def test_a_learner_sees_whom_she_stands_in_for_today(cast, sign_in, waiting):
    item = ServiceItem.objects.create(code="I04", name="高龄津贴申领", short_name="高龄津贴")
    other = ServiceItem.objects.create(code="I05", name="老年优待证")
    hers, theirs = cast.learner.postings.get(), cast.cover.postings.get()
    Duty.objects.create(posting=hers, item=item, part="B")
    Duty.objects.create(posting=hers, item=other, part="B")
    Duty.objects.create(posting=theirs, item=item, part="A")
    client = sign_in(cast.learner)
    assert "今天我替谁" not in client.get("/").content.decode()
    theirs.presence = "leave"
    theirs.save()
    page = client.get("/").content.decode()
    assert "梁雨桐不在岗，您是 B 角：<b>I04 高龄津贴</b></p>" in page
    assert "I05" not in without_tokens(page)


def test_nobody_stands_in_for_a_colleague_of_another_hall(cast, sign_in, waiting):
    item = ServiceItem.objects.create(code="I04", name="高龄津贴申领")
    Duty.objects.create(posting=cast.learner.postings.get(), item=item, part="B")
    away = cast.stranger.postings.get()
    away.presence = "leave"
    away.save()
    Duty.objects.create(posting=away, item=item, part="A")
    assert "今天我替谁" not in sign_in(cast.learner).get("/").content.decode()


OFFICE_SLIPS = {
    "审题": "reviewer", "出题": "trainer", "评卷": "reviewer", "成绩申诉": "officer officer_b", "更正答案": "officer officer_b",
    "培训计划落后": "trainer manager", "集中培训": "trainer manager", "AB 角缺口": "manager", "考核异议": "manager",
    "月度考核": "manager",
}  # fmt: skip


def test_every_slip_opens_for_its_person_and_office_slips_lie_before_their_office_alone(cast, sign_in):
    furnish(cast)
    seen = set()
    for name, person in cast.everyone().items():
        client = sign_in(person)
        slips = tasks.tasks_of(person, timezone.now())
        assert len({(slip.kind, slip.title, slip.url) for slip in slips}) == len(slips), "a slip stands twice"
        for slip in slips:
            assert client.get(slip.url).status_code == 200, (name, slip)
            assert name in OFFICE_SLIPS.get(slip.kind, name).split(), (name, slip)
            seen.add(slip.kind)
        assert not slips or "stranger" not in name, (name, slips)  # all of it belongs to another hall
    assert {"政策签收", "演练考核", "AB 角缺口", "考核异议"} <= seen


def test_the_navigation_marks_one_place_the_nearest(cast, sign_in):
    def marked(page):
        return re.findall(r'<a href="([^"]+)" aria-current="page">', page.split("<main")[0])

    manager = sign_in(cast.manager)
    assert marked(manager.get("/appraisal/periods/").content.decode()) == ["/appraisal/periods/"]
    assert marked(manager.get("/appraisal/").content.decode()) == ["/appraisal/"]
