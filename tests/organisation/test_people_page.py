"""The administrator adds, finds, moves, disables and equips people, each within the places that are theirs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from foundation import audit
from foundation.clock import local_date
from foundation.models import AuditEntry, User
from organisation.models import Posting, Role, RoleGrant
from organisation.permissions import has_role
from organisation.services.grant_role import grant_role
from tests.cast import PASSWORD, make_person
from tests.organisation.test_sign_in import enter

PEOPLE, QUESTIONS = "/cms/people/", "/cms/questions/"


@pytest.fixture
def admin(cast):
    client = Client()
    client.force_login(cast.admin)
    return client


@pytest.fixture
def street_admin(cast):
    """Administrator of 云水 alone."""
    person = make_person("t9002", "尹书衡", cast.hall, Role.ADMINISTRATOR)
    client = Client()
    client.force_login(person)
    return client


def new_person(cast, **changes) -> dict:
    fields = {
        "username": "N-77",
        "name": "新来的",
        "email": "",
        "node": cast.hall.pk,
        "window": cast.window.pk,
        "employment": "事业编",
        "start_on": "2026-11-01",
    }
    return fields | changes


def test_she_adds_a_person_who_signs_in_with_the_one_time_password_and_must_change_it(admin, cast):
    response = admin.post(f"{PEOPLE}new/", new_person(cast))
    page = response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    password = response.context["password"]
    assert password in page
    person = User.objects.get(username="N-77")
    posting = Posting.objects.get(person=person)
    assert (posting.node, posting.window, posting.employment) == (cast.hall, cast.window, "事业编")
    assert has_role(person, Role.STAFF, at=cast.hall)
    client = Client()
    assert enter(client, "n-77", password).status_code == 302
    assert "/password/change/" in client.get("/").url
    verbs = set(AuditEntry.objects.filter(actor="t9001").values_list("verb", flat=True))
    assert {"person.added", "posting.started", "role.granted"} <= verbs
    assert password not in str(list(AuditEntry.objects.values_list("after", "before", "object_label")))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"username": "T1001"}, "已经有人用了"),
        ({"username": "有空 格"}, "工号用字母和数字"),
        ({"email": "He@hall.example"}, "邮箱已经有人用了"),
        ({"start_on": "昨天"}, "有效的日期"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_nothing_is_added(admin, cast, changes, message):
    User.objects.filter(pk=cast.learner.pk).update(email="he@hall.example")
    before = User.objects.count()
    assert message in admin.post(f"{PEOPLE}new/", new_person(cast, **changes)).content.decode()
    assert User.objects.count() == before


def test_a_window_of_another_hall_is_refused(admin, cast):
    fields = new_person(cast, node=cast.other_hall.pk)
    assert "不在所选单位" in admin.post(f"{PEOPLE}new/", fields).content.decode()


def test_she_finds_people_by_name_place_role_and_state(admin, cast):
    def found(query):
        return [person.username for person in admin.get(f"{PEOPLE}?{query}").context["page"]]

    assert found("q=晓岚") == ["t1001"]
    assert found(f"node={cast.other_hall.pk}") == ["t2001", "t2002"]
    assert found("role=auditor") == ["t1008"]
    cast.cover.is_active = False
    cast.cover.save()
    assert found("state=inactive") == ["t1002"]
    assert found("q=nobody") == []


def test_the_list_pages_and_costs_the_same_for_many(admin, cast, django_assert_max_num_queries):
    for number in range(60):
        make_person(f"m{number:03}", f"员工{number}", cast.hall, Role.STAFF)
    with django_assert_max_num_queries(30):
        page = admin.get(PEOPLE).context["page"]
    assert (page.paginator.count, len(page), page.paginator.num_pages) == (71, 50, 2)


def test_moving_ends_one_posting_and_starts_another(admin, cast):
    Posting.objects.filter(person=cast.learner).update(start_on="2024-01-01")
    day = timezone.localdate() + timedelta(days=3)
    fields = {"node": cast.other_hall.pk, "employment": "", "start_on": day.isoformat()}
    assert admin.post(f"{PEOPLE}{cast.learner.pk}/move/", fields).status_code == 302
    old, new = Posting.objects.filter(person=cast.learner).order_by("pk")
    assert (old.end_on, new.node, new.start_on, new.end_on) == (day - timedelta(days=1), cast.other_hall, day, None)
    assert {grant.node for grant in cast.learner.role_grants.filter(revoked_at=None)} == {cast.other_hall}


def test_a_move_cannot_begin_before_the_posting_it_ends(admin, cast):
    Posting.objects.filter(person=cast.learner).update(start_on="2026-11-01")
    fields = {"node": cast.other_hall.pk, "start_on": "2026-10-01"}
    response = admin.post(f"{PEOPLE}{cast.learner.pk}/move/", fields)
    assert "要晚于" in response.content.decode() and Posting.objects.filter(person=cast.learner).count() == 1


def test_a_posting_entered_at_the_wrong_place_is_put_right_on_the_same_day(admin, cast):
    today = local_date()
    Posting.objects.filter(person=cast.learner).update(start_on="2024-01-01")
    wrong, right = cast.other_hall, cast.district
    for node in (wrong, right):
        fields = {"node": node.pk, "employment": "", "start_on": today.isoformat()}
        assert admin.post(f"{PEOPLE}{cast.learner.pk}/move/", fields).status_code == 302
    old, new = Posting.objects.filter(person=cast.learner).order_by("pk")
    assert (old.node, old.end_on) == (cast.hall, today - timedelta(days=1))
    assert (new.node, new.start_on, new.end_on) == (right, today, None)
    assert {grant.node for grant in cast.learner.role_grants.filter(revoked_at=None)} == {right}
    entry = AuditEntry.objects.get(verb="posting.changed")
    assert (entry.before["node"], entry.after["node"]) == (wrong.code, right.code)
    Posting.objects.filter(pk=new.pk).update(start_on=today - timedelta(days=1))
    fields["start_on"] = (today - timedelta(days=1)).isoformat()
    response = admin.post(f"{PEOPLE}{cast.learner.pk}/move/", fields)
    assert "要晚于" in response.content.decode(), "what has been so is history"


def test_granting_and_revoking_changes_what_the_person_may_do(admin, cast):
    url = f"{PEOPLE}{cast.learner.pk}/"
    here = Client()
    enter(here, "t1001")
    assert here.get(QUESTIONS).status_code == 404
    admin.post(f"{url}grant/", {"role": Role.TRAINER, "node": cast.hall.pk})
    assert here.get(QUESTIONS).status_code == 200, "in the session that she is in, at the next request"
    learner = User.objects.get(pk=cast.learner.pk)
    assert has_role(learner, Role.TRAINER, at=cast.hall) and learner.has_perm("wagtailadmin.access_admin")
    grant = RoleGrant.objects.get(person=learner, role=Role.TRAINER)
    admin.post(f"{url}revoke/{grant.pk}/")
    assert [here.get(path).status_code for path in (QUESTIONS, "/cms/", "/me/")] == [404, 404, 200]
    learner = User.objects.get(pk=cast.learner.pk)
    assert not has_role(learner, Role.TRAINER) and not learner.has_perm("wagtailadmin.access_admin")
    assert AuditEntry.objects.get(verb="role.revoked").actor == "t9001"


def test_a_one_time_password_ends_sessions_lifts_the_lock_and_keeps_the_second_factor(admin, cast):
    clerk = Client()
    enter(clerk, "t1001")
    for _ in range(5):
        enter(Client(), "t1001", "wrong")
    response = admin.post(f"{PEOPLE}{cast.learner.pk}/password/")
    assert clerk.get("/").status_code == 302
    assert enter(Client(), "t1001", PASSWORD).status_code == 200
    fresh = Client()
    assert enter(fresh, "t1001", response.context["password"]).status_code == 302
    assert "/password/change/" in fresh.get("/").url
    assert admin.get(f"{PEOPLE}{cast.learner.pk}/password/").status_code == 405


def test_a_lock_in_front_of_an_exam_is_lifted_and_audited(admin, cast):
    for _ in range(5):
        enter(Client(), "t1001", "wrong")
    url = f"{PEOPLE}{cast.learner.pk}/"
    assert "解除锁定" in admin.get(url).content.decode()
    admin.post(f"{url}account/unlock/")
    assert enter(Client(), "t1001").status_code == 302
    assert AuditEntry.objects.get(verb="sign_in.unlocked").actor == "t9001"


def test_a_leaver_is_out_and_ended_and_never_deleted(admin, cast):
    clerk = Client()
    enter(clerk, "t1001")
    admin.post(f"{PEOPLE}{cast.learner.pk}/account/deactivate/", {"left_on": "2026-11-20", "reason": "调出"})
    assert clerk.get("/").status_code == 302
    posting = Posting.objects.get(person=cast.learner)
    assert (posting.end_on.isoformat(), posting.presence) == ("2026-11-20", Posting.Presence.GONE)
    assert AuditEntry.objects.get(verb="person.deactivated").reason == "调出"
    assert not cast.learner.role_grants.filter(revoked_at=None).exists()
    admin.post(f"{PEOPLE}{cast.learner.pk}/account/reactivate/")
    assert enter(Client(), "t1001").status_code == 302


def test_changed_details_are_audited_with_before_and_after(admin, cast):
    fields = {"name": "何晓兰", "email": "he@hall.example", "presence": "leave", "employment": "合同制"}
    admin.post(f"{PEOPLE}{cast.learner.pk}/change/", fields)
    person = User.objects.get(pk=cast.learner.pk)
    assert (person.name, person.email) == ("何晓兰", "he@hall.example")
    entry = AuditEntry.objects.get(verb="person.changed")
    assert (entry.before["name"], entry.after["name"]) == ("何晓岚", "何晓兰")
    assert AuditEntry.objects.get(verb="posting.changed").after["presence"] == "leave"
    assert audit.chain_faults() == []


PATHS = ("", "new/", "{pk}/", "{pk}/change/", "{pk}/move/", "{pk}/grant/", "{pk}/password/", "{pk}/account/deactivate/")


@pytest.mark.parametrize("path", PATHS)
def test_for_everybody_else_the_page_does_not_exist(cast, path):
    for name, person in cast.everyone().items():
        if name != "admin":
            client = Client()
            client.force_login(person)
            for method in (client.get, client.post):
                response = method(PEOPLE + path.format(pk=cast.learner.pk), follow=True)
                assert response.status_code == 404, (name, path)


def test_an_administrator_does_not_reach_people_of_another_hall(street_admin, cast):
    assert street_admin.get(f"{PEOPLE}{cast.learner.pk}/").status_code == 200
    for path in PATHS[2:]:
        url = PEOPLE + path.format(pk=cast.stranger.pk)
        assert street_admin.get(url).status_code in (404, 405)
        assert street_admin.post(url).status_code == 404, path
    assert "沈𬭎" not in street_admin.get(PEOPLE).content.decode()
    fields = new_person(cast, node=cast.other_hall.pk, window="")
    assert street_admin.post(f"{PEOPLE}new/", fields).status_code == 200
    assert not User.objects.filter(username="N-77").exists()
    fields = {"role": Role.MANAGER, "node": cast.district.pk}
    street_admin.post(f"{PEOPLE}{cast.learner.pk}/grant/", fields)
    assert not has_role(User.objects.get(pk=cast.learner.pk), Role.MANAGER)


def test_who_moved_away_is_no_longer_the_old_halls_to_administer(street_admin, admin, cast):
    Posting.objects.filter(person=cast.learner).update(end_on=timezone.localdate() - timedelta(days=1))
    Posting.objects.create(person=cast.learner, node=cast.other_hall)
    assert street_admin.post(f"{PEOPLE}{cast.learner.pk}/password/").status_code == 404
    assert admin.get(f"{PEOPLE}{cast.learner.pk}/").status_code == 200


def test_an_account_without_a_place_is_the_district_administrators(street_admin, admin, cast):
    stray = User.objects.create_user(username="stray", password=PASSWORD, name="无单位")
    assert admin.get(f"{PEOPLE}{stray.pk}/").status_code == 200
    assert street_admin.get(f"{PEOPLE}{stray.pk}/").status_code == 404


def test_a_street_administrator_cannot_take_over_a_district_role(street_admin, cast):
    grant_role(person=cast.learner, role=Role.ADMINISTRATOR, node=cast.district, by=None)
    page = street_admin.get(f"{PEOPLE}{cast.learner.pk}/").content.decode()
    assert "上级管理员" in page and "设置一次性密码" not in page
    for path in PATHS[3:]:
        assert street_admin.post(PEOPLE + path.format(pk=cast.learner.pk)).status_code == 404, path
    assert User.objects.get(pk=cast.learner.pk).check_password(PASSWORD)


def test_nobody_locks_themselves_out(admin, cast):
    url = f"{PEOPLE}{cast.admin.pk}/"
    grant = RoleGrant.objects.get(person=cast.admin, role=Role.ADMINISTRATOR)
    admin.post(f"{url}revoke/{grant.pk}/")
    admin.post(f"{url}account/deactivate/")
    assert User.objects.get(pk=cast.admin.pk).is_active
    assert RoleGrant.objects.get(pk=grant.pk).revoked_at is None
    assert admin.get(PEOPLE).status_code == 200


def test_the_admin_menu_shows_people_to_administrators_only(cast):
    for person, shown in ((cast.admin, True), (cast.trainer, False)):
        client = Client()
        client.force_login(person)
        page = client.get("/cms/").content.decode()
        assert (PEOPLE in page) is shown
        assert "/cms/users/" not in page and "/cms/groups/" not in page
