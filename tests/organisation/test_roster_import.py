"""The administrator brings the hall's roster; it is read, shown, and written whole or not at all."""

import io
import time
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from foundation import audit
from foundation.clock import local_date
from foundation.models import AuditEntry, User
from organisation.models import Node, Post, Posting, Role, RoleGrant, Window
from organisation.permissions import has_role
from organisation.services.add_person import Place
from organisation.services.apply_roster import apply_roster, common_path
from organisation.services.deactivate_person import deactivate_person
from organisation.services.grant_role import grant_role
from organisation.services.move_person import move_person
from organisation.services.plan_roster import plan_roster
from tests.cast import make_person
from tests.organisation.test_sign_in import enter

ROSTER = "/cms/people/roster/"
HEAD = "工号,姓名,单位,窗口,岗位,编制类型,手机,入岗日期,在岗状态,角色\n"
GOOD = (
    HEAD
    + "N1001,沈𬭎,云水大厅,T-YS-01,A,事业编,13800000000,2024-03-01,在岗,窗口人员、培训员\n"
    + "N1002,上官雨禾,云水大厅,,首席,公务员,,2020/6/1,产假,\n"
    + "t1001,何晓岚,云水大厅,综合窗口 1 号,综合,劳务派遣,,2023-05-06,在岗,\n"
)


@pytest.fixture
def hall(cast):
    Window.objects.create(hall=cast.other_hall, code="T-SQ-01", name="综合窗口 1 号")
    return cast


@pytest.fixture
def admin(hall):
    client = Client()
    client.force_login(hall.admin)
    return client


def file(text: str, encoding="utf-8", name="名册.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(encoding))


def plan(cast, text: str, by=None):
    return plan_roster(file(text), by=by or cast.admin, today=date(2026, 11, 21))


def snapshot() -> tuple:
    models = (User, Posting, RoleGrant, Post, AuditEntry)
    return tuple(model.objects.count() for model in models)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_trial_shows_everything_and_writes_nothing(admin, hall, encoding):
    before = snapshot()
    page = admin.post(ROSTER, {"file": file(GOOD, encoding)}).content.decode()
    assert "新增 2，修改 1" in page and "沈𬭎" in page and "还没有写入" in page
    assert "手机" in page and "13800000000" not in page
    assert "首席代表" in page
    assert snapshot() == before


def test_writing_adds_people_who_sign_in_with_the_passwords_shown_once(admin, hall):
    admin.post(ROSTER, {"file": file(GOOD)})
    response = admin.post(f"{ROSTER}write/")
    assert "no-store" in response.headers["Cache-Control"]
    passwords = {username: password for username, _, password in response.context["passwords"]}
    assert set(passwords) == {"N1001", "N1002"}
    person = User.objects.get(username="N1001")
    posting = Posting.objects.get(person=person)
    assert (posting.window, posting.post.name, posting.employment) == (hall.window, "A 角", "事业编")
    assert posting.start_on == date(2024, 3, 1)
    assert has_role(person, Role.TRAINER, at=hall.hall) and person.has_perm("wagtailadmin.access_admin")
    second = Posting.objects.get(person__username="N1002")
    assert (second.presence, second.post.is_chief) == (Posting.Presence.LEAVE, True)
    assert has_role(second.person, Role.STAFF, at=hall.hall) and not has_role(second.person, Role.TRAINER)
    client = Client()
    assert enter(client, "N1001", passwords["N1001"]).status_code == 302
    assert "/password/change/" in client.get("/").url
    entry = AuditEntry.objects.get(verb="roster.imported")
    assert entry.actor == "t9001" and entry.node_path == hall.hall.path
    assert [row["person"] for row in entry.after["new"]] == ["N1001", "N1002"]
    assert not any(password in str(entry.after) for password in passwords.values())
    assert audit.chain_faults() == []


def test_the_same_file_twice_changes_nothing_the_second_time(admin, hall):
    for _ in range(2):
        admin.post(ROSTER, {"file": file(GOOD)})
        admin.post(f"{ROSTER}write/")
    assert AuditEntry.objects.filter(verb="roster.imported").count() == 1
    assert User.objects.filter(username__startswith="N").count() == 2
    assert plan(hall, GOOD).counts == {"new": 0, "changed": 0, "moved": 0, "ended": 0, "same": 3}


def test_a_confirmation_without_a_trial_writes_nothing(admin, hall):
    before = snapshot()
    assert admin.post(f"{ROSTER}write/").url == ROSTER
    assert snapshot() == before


def test_a_known_number_is_updated_and_a_new_place_is_a_move(hall):
    Posting.objects.filter(person=hall.learner).update(start_on=date(2023, 5, 6))
    text = HEAD + "T1001,何晓兰,石桥大厅,T-SQ-01,综合,社工,,2026-12-01,在岗,\n"
    apply_roster(plan(hall, text), by=hall.admin)
    old, new = Posting.objects.filter(person=hall.learner).order_by("pk")
    assert (old.end_on, new.node, new.window.code) == (date(2026, 11, 30), hall.other_hall, "T-SQ-01")
    learner = User.objects.get(pk=hall.learner.pk)
    assert learner.name == "何晓兰" and learner.username == "t1001"
    assert has_role(learner, Role.STAFF, at=hall.other_hall) and not has_role(learner, Role.STAFF, at=hall.hall)


def test_leavers_are_ended_and_never_deleted(hall):
    client = Client()
    enter(client, "t1001")
    text = "工号,姓名,单位,入岗日期,在岗状态,离岗日期\nt1001,何晓岚,云水大厅,2023-05-06,离岗,2026-10-31\n"
    apply_roster(plan(hall, text), by=hall.admin)
    posting = Posting.objects.get(person=hall.learner)
    assert (posting.end_on, posting.presence) == (date(2026, 10, 31), Posting.Presence.GONE)
    assert not User.objects.get(pk=hall.learner.pk).is_active
    assert client.get("/").status_code == 302
    back = HEAD + "t1001,何晓岚,云水大厅,,,,,2026-12-01,在岗,\n"
    apply_roster(plan(hall, back), by=hall.admin)
    assert User.objects.get(pk=hall.learner.pk).is_active
    assert Posting.objects.filter(person=hall.learner, end_on=None).count() == 1


def test_who_is_missing_from_the_roster_is_ended_only_when_she_says_so(hall):
    read = plan(hall, HEAD + "t1001,何晓岚,云水大厅,,,,,2023-05-06,在岗,\n")
    assert {posting.person.username for posting in read.missing} == {"t1002", "t1003", "t1004", "t1005", "t1006"}
    apply_roster(read, by=hall.admin)
    assert User.objects.get(username="t1002").is_active
    apply_roster(plan(hall, HEAD + "t1001,何晓岚,云水大厅,,,,,2023-05-06,在岗,\n"), by=hall.admin, end_missing=True)
    assert not User.objects.get(username="t1002").is_active
    assert User.objects.get(username="t2001").is_active


@pytest.mark.parametrize(
    ("row", "where", "said"),
    [
        ("空 格,甲,云水大厅,,,,,2024-01-01,在岗,", "工号", "工号用字母和数字"),
        ("N1,,云水大厅,,,,,2024-01-01,在岗,", "姓名", "请填姓名"),
        ("N1,甲,云水,,,,,2024-01-01,在岗,", "单位", "没有这个单位"),
        ("N1,甲,云水大厅,T-SQ-01,,,,2024-01-01,在岗,", "窗口", "没有窗口"),
        ("N1,甲,云水大厅,,,,,去年,在岗,", "入岗日期", "如 2026-11-21"),
        ("N1,甲,云水大厅,,,,,2024-01-01,摸鱼,", "在岗状态", "在岗、休假、借调或离岗"),
        ("N1,甲,云水大厅,,,,,2024-01-01,在岗,主任", "角色", "没有角色“主任”"),
        ("t1007,宋嘉茵,云水大厅,,,,,2099-01-01,在岗,", None, None),
        ("t9001,系统管理员,临江区,,,,,2024-01-01,离岗,", "工号", "不能让自己离岗"),
    ],
)
def test_each_wrong_cell_is_named_by_row_and_column(hall, row, where, said):
    found = plan(hall, GOOD + row + "\n").errors
    if where is None:
        assert found == []
    else:
        assert [(error.where, said in error.message) for error in found] == [(f"第 5 行“{where}”", True)]


def test_one_wrong_row_keeps_all_from_being_written(admin, hall):
    before = snapshot()
    page = admin.post(ROSTER, {"file": file(GOOD + "N1,甲,没有的大厅,,,,,2024-01-01,在岗,\n")}).content.decode()
    assert "一行都还没有写入" in page and "第 5 行“单位”" in page
    assert admin.post(f"{ROSTER}write/").url == ROSTER
    assert snapshot() == before
    with pytest.raises(ValueError):
        apply_roster(plan(hall, GOOD + "N1,甲,没有的大厅,,,,,2024-01-01,在岗,\n"), by=hall.admin)


def test_a_number_twice_in_the_file_is_named_at_both_rows(hall):
    text = HEAD + "N1,甲,云水大厅,,,,,2024-01-01,在岗,\nn1,乙,云水大厅,,,,,2024-01-01,在岗,\n"
    assert [error.where for error in plan(hall, text).errors] == ["第 2 行“工号”", "第 3 行“工号”"]


def test_a_thousand_bad_rows_are_all_answered_within_ten_seconds(admin, hall):
    before = snapshot()
    rows = "".join(f"N{number},甲,没有的大厅,,,,,昨天,在岗,\n" for number in range(1000))
    started = time.monotonic()
    response = admin.post(ROSTER, {"file": file(HEAD + rows)})
    assert time.monotonic() - started < 10
    page = response.content.decode()
    assert len(response.context["plan"].errors) == 2000 and "2000 处不对" in page
    assert "第 501 行" in page and "另有 1000 处没有列出" in page
    assert snapshot() == before


@pytest.mark.parametrize("name", ["名册.txt", "名册", "名册.csv"])
def test_what_passes_the_trial_is_written_whatever_the_file_is_called(admin, hall, name):
    text = GOOD.replace(",", "\t") if name.endswith("txt") else GOOD
    assert "还没有写入" in admin.post(ROSTER, {"file": file(text, name=name)}).content.decode()
    assert admin.post(f"{ROSTER}write/").context["passwords"]


@pytest.mark.parametrize("name", ["坏.xlsx", "坏.csv"])
def test_a_broken_file_is_answered_in_words(admin, hall, name):
    response = admin.post(ROSTER, {"file": SimpleUploadedFile(name, b"PK\x03\x04broken")})
    assert response.status_code == 200 and "一行都还没有写入" in response.content.decode()


def test_a_thousand_new_people_are_written_in_a_moment(hall, django_assert_max_num_queries):
    rows = "".join(f"N{number},员工{number},云水大厅,,综合,,,2024-01-01,在岗,窗口人员\n" for number in range(1000))
    read = plan(hall, HEAD + rows)
    assert read.errors == []
    started = time.monotonic()
    with django_assert_max_num_queries(80):
        result = apply_roster(read, by=hall.admin)
    assert time.monotonic() - started < 5
    assert len(set(result.passwords.values())) == 1000
    assert RoleGrant.objects.filter(person__username__startswith="N", role=Role.STAFF).count() == 1000


def test_a_street_administrator_brings_only_her_own_people(hall):
    street = make_person("t9002", "尹书衡", hall.hall, Role.ADMINISTRATOR)
    errors = plan(hall, HEAD + "N1,甲,石桥大厅,,,,,2024-01-01,在岗,\n", by=street).errors
    assert [error.code for error in errors] == ["unknown_unit"]
    errors = plan(hall, HEAD + "t2001,沈𬭎,云水大厅,,,,,2024-01-01,在岗,\n", by=street).errors
    assert [error.code for error in errors] == ["elsewhere"]
    RoleGrant.objects.filter(person=hall.learner).update(node=hall.district)
    rest = plan(hall, HEAD + "t1002,梁雨桐,云水大厅,,,,,2024-01-01,在岗,\n", by=street).missing
    assert "t1001" not in {posting.person.username for posting in rest}, "ending would take a role of the district away"
    errors = plan(hall, HEAD + "t1001,改名,云水大厅,,,,,2024-01-01,在岗,\n", by=street).errors
    assert [error.code for error in errors] == ["not_yours"]


def lived_in(hall) -> None:
    """What a roster meets after a year: odd names, two places of one name, somebody on the move, an account that was
    closed by hand, a leaver whose last day is still to come."""
    User.objects.filter(pk=hall.learner.pk).update(name="=1+1")
    Posting.objects.update(start_on=date(2024, 1, 1))
    for place in (hall.hall, hall.other_hall):
        Node.objects.get(pk=place.pk).add_child(code=f"{place.code}-TAX", name="税务局", kind=Node.Kind.UNIT)
    make_person("t3001", "驻厅税务", Node.objects.get(code="T-YS-TAX"), Role.STAFF, start_on=date(2024, 1, 1))
    soon = Place(node=hall.other_hall, start_on=local_date() + timedelta(days=9))
    move_person(person=hall.cover, place=soon, by=hall.admin)
    deactivate_person(person=hall.reviewer, by=hall.admin)
    deactivate_person(person=hall.officer_b, left_on=local_date() + timedelta(days=3), by=hall.admin)


def test_what_is_exported_comes_back_unchanged(admin, hall):
    lived_in(hall)
    for query, name in (("", "x.xlsx"), ("?format=csv", "x.csv")):
        response = admin.get(f"{ROSTER}export/{query}")
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert b"\n=1+1" not in response.content
        read = plan_roster(SimpleUploadedFile(name, response.content), by=hall.admin)
        assert read.errors == [] and read.missing == []
        assert read.counts == {"new": 0, "changed": 0, "moved": 0, "ended": 0, "same": 12}


def test_who_is_to_move_next_week_is_left_to_it_and_changed_where_they_still_are(hall):
    lived_in(hall)
    text = HEAD + "t1002,梁雨桐,云水大厅,,,社工,,2024-01-01,休假,\n"
    apply_roster(plan_roster(file(text), by=hall.admin), by=hall.admin)
    here, there = Posting.objects.filter(person=hall.cover).order_by("start_on")
    assert (here.employment, here.presence, here.end_on) == ("社工", "leave", local_date() + timedelta(days=8))
    assert (there.node, there.end_on) == (hall.other_hall, None)
    at_the_other = plan_roster(file(HEAD + "t2001,沈𬭎,石桥大厅,,,,,2024-01-01,在岗,\n"), by=hall.admin)
    assert [posting.person.username for posting in at_the_other.missing] == ["t2002"], "she has not come yet"


def test_an_account_closed_by_hand_is_not_opened_by_a_roster(hall):
    deactivate_person(person=hall.learner, by=hall.admin, reason="核查")
    read = plan(hall, GOOD)
    apply_roster(read, by=hall.admin)
    assert not User.objects.get(pk=hall.learner.pk).is_active
    assert "账号重新启用" not in str([change.details for change in read.changes])


def test_who_left_and_comes_back_has_no_role_from_before(hall):
    grant_role(person=hall.trainer, role=Role.ADMINISTRATOR, node=hall.district, by=None)
    left = HEAD.replace("角色", "离岗日期") + "t1003,顾则远,云水大厅,,,,,2024-01-01,离岗,2026-11-20\n"
    read = plan(hall, left)
    assert read.changes[0].details == ["收回角色：培训员", "收回角色：管理员"]
    apply_roster(read, by=hall.admin)
    assert not RoleGrant.objects.filter(person=hall.trainer, revoked_at=None).exists()
    apply_roster(plan(hall, HEAD + "t1003,顾则远,石桥大厅,,,,,2026-12-01,在岗,\n"), by=hall.admin)
    back = User.objects.get(pk=hall.trainer.pk)
    assert back.is_active and not back.has_perm("wagtailadmin.access_admin")
    held = RoleGrant.objects.filter(person=back, revoked_at=None).values_list("role", "node__code")
    assert list(held) == [(Role.STAFF, "T-SQ")]


def test_two_administrators_with_the_same_newcomers_write_them_once(admin, hall, monkeypatch):
    admin.post(ROSTER, {"file": file(GOOD)})
    before = snapshot()

    def too_late(*args, **kwargs):
        with transaction.atomic():
            make_person("N1001", "沈𬭎", hall.hall)
            return apply_roster(*args, **kwargs)

    monkeypatch.setattr("organisation.views.roster.apply_roster", too_late)
    page = admin.post(f"{ROSTER}write/", follow=True).content.decode()
    assert "一行都没有写入" in page and snapshot() == before


def test_the_template_has_drop_downs_examples_and_nothing_to_delete(admin, hall):
    book = openpyxl.load_workbook(io.BytesIO(admin.get(f"{ROSTER}template/").content))
    sheet = book["人员名册"]
    assert [cell.value for cell in sheet[1]][:5] == ["工号", "姓名", "单位", "窗口", "岗位"] and sheet.max_row == 1
    assert len(sheet.data_validations.dataValidation) == 6
    assert "云水大厅" in [cell.value for cell in book["选项"]["A"]]
    assert "张三（示例）" in [cell.value for row in book["填写说明"] for cell in row]


def test_the_lowest_common_place_is_found():
    assert common_path(["000100020001", "000100020003"]) == "00010002"
    assert common_path(["00010002", "000100020003"]) == "00010002"
    assert common_path(["00010002", "00020003"]) == ""
    assert common_path([]) == ""


def test_two_units_of_one_name_are_told_apart_by_code(hall):
    Node.objects.get(pk=hall.district.pk).add_child(code="T-YS2", name="云水大厅", kind=Node.Kind.HALL)
    errors = plan(hall, GOOD).errors
    assert {error.code for error in errors} == {"two_units"} and "T-YS2" in errors[0].message
    assert plan(hall, GOOD.replace("云水大厅", "T-YS")).errors == []
