"""A manager says who serves what as A and B, from when to when; what was stays on record."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from foundation.clock import local_date
from foundation.models import AuditEntry, Notice
from organisation.models import Posting, Role
from service_items.models import Duty
from service_items.rules.duty_gaps import gap_of
from service_items.services.keep_duties import assign_duty
from service_items.services.sweep_catalogue import sweep_catalogue
from tests.cast import make_person
from tests.pages import without_tokens
from tests.service_items.catalogue import make_item

BOARD = "/items/duties/T-YS/"
ITEM = f"{BOARD}I04/"
TODAY = local_date


@pytest.fixture
def item(cast):
    make_item("Z09", "没人办的事项")
    return make_item(pinyin="gljt")


def posting(person) -> Posting:
    return Posting.objects.get(person=person)


def give(client, person, part, start_on, **more):
    return client.post(ITEM, {"posting": posting(person).pk, "part": part, "start_on": start_on.isoformat(), **more})


def held() -> list[tuple]:
    rows = Duty.objects.order_by("start_on", "posting__person__username", "part")
    return [(row.posting.person.username, row.part, row.start_on, row.end_on) for row in rows]


def test_she_fills_a_gap_swaps_the_two_and_ends_one_and_the_history_stays(cast, item, sign_in):
    client, today = sign_in(cast.manager), TODAY()
    assert client.get("/items/duties/").url == BOARD
    assert "还没有排 AB 角" in client.get(BOARD).content.decode()
    assert "没有人" in client.get(BOARD, {"q": "gljt"}).content.decode(), "found by initials before anybody serves it"
    assert give(client, cast.learner, "A", today - timedelta(days=30)).url == ITEM
    assert "缺 B 角" in client.get(BOARD).content.decode()
    give(client, cast.cover, "B", today - timedelta(days=20))
    board = without_tokens(client.get(BOARD).content.decode())
    assert "AB 角齐全" in board and "何晓岚" in board and "没人办的事项" not in board
    Posting.objects.filter(person=cast.learner).update(presence="leave")
    assert "A 角今天不在岗" in client.get(BOARD, {"gaps": "1"}).content.decode()
    client.post(f"{ITEM}swap/")
    yesterday = today - timedelta(days=1)
    assert held() == [
        ("t1001", "A", today - timedelta(days=30), yesterday),
        ("t1002", "B", today - timedelta(days=20), yesterday),
        ("t1001", "B", today, None),
        ("t1002", "A", today, None),
    ]
    client.post(f"{ITEM}swap/")  # thought better of it the same day: no third row that never held
    assert [row[1] for row in held()] == ["A", "B", "A", "B"]
    open_one = Duty.objects.get(posting__person=cast.cover, end_on=None)
    last = (today + timedelta(days=9)).isoformat()
    client.post(f"/items/duties/deeds/{open_one.pk}/end/", {"day": last, "back": "person"})
    page = client.get(f"/items/duties/postings/{open_one.posting_id}/").content.decode()
    assert "改最后一天" in page and "以前" in page and "高龄津贴" in page
    verbs = AuditEntry.objects.filter(verb__startswith="duty.").values_list("verb", "actor", "node_path")
    assert set(verbs) == {
        (f"duty.{deed}", "t1007", cast.hall.path) for deed in ("assigned", "part_changed", "ended")
    }  # fmt: skip
    told = [notice.title for notice in Notice.objects.filter(person=cast.cover).order_by("pk")]
    assert "A 角" in told[1] and "为止" in told[-1]


def test_days_that_cannot_be_are_refused_and_what_has_not_begun_can_be_taken_back(cast, item, sign_in):
    client, today = sign_in(cast.manager), TODAY()
    Posting.objects.filter(person=cast.learner).update(start_on=today - timedelta(days=5))
    early = give(client, cast.learner, "A", today - timedelta(days=6))
    assert early.status_code == 422 and "不能早于入岗" in early.content.decode()
    give(client, cast.learner, "A", today + timedelta(days=8))
    again = give(client, cast.learner, "B", today)
    assert "这段时间已经是这件事项的 A 角" in again.content.decode()
    assert give(client, cast.learner, "B", today, end_on=(today + timedelta(days=7)).isoformat()).status_code == 302
    later = Duty.objects.get(start_on=today + timedelta(days=8))
    assert "另有 1 人以后开始" in client.get(BOARD).content.decode()
    client.post(f"/items/duties/deeds/{later.pk}/cancel/", {"place": "T-YS"})
    assert "已取消" in client.get(ITEM).content.decode()
    later.refresh_from_db()
    assert later.end_on < later.start_on
    refused = client.post(
        f"/items/duties/deeds/{later.pk}/end/", {"day": today.replace(year=2099).isoformat()}, follow=True
    )
    assert "已经结束了" in refused.content.decode(), "what was taken back does not come back by another end"
    Posting.objects.filter(person=cast.learner).update(end_on=today - timedelta(days=1))
    before = held()
    sweep_catalogue()
    assert [row for row in held() if row[2] == later.start_on] == [row for row in before if row[2] == later.start_on]
    with pytest.raises(ValidationError):
        assign_duty(posting=posting(cast.learner), item=item, part="A", start_on=today, by=None)


def test_a_duty_is_kept_only_by_who_answers_for_the_place(cast, item, sign_in):
    other = make_person("t2009", "石桥主任", cast.other_hall, Role.MANAGER, Role.ADMINISTRATOR)
    duty = assign_duty(posting=posting(cast.learner), item=item, part="A", start_on=TODAY(), by=None)
    paths = [
        BOARD, ITEM, f"{ITEM}swap/", f"/items/duties/postings/{duty.posting_id}/",
        f"/items/duties/deeds/{duty.pk}/end/", f"/items/duties/deeds/{duty.pk}/part/", "/items/duties/?place=T-YS",
    ]  # fmt: skip
    for person in (other, cast.learner, cast.trainer, cast.auditor):
        client = sign_in(person)
        for path in paths:
            assert client.post(path, {"day": "2030-01-01"}).status_code == 404, (person, path)
            assert client.get(path).status_code in (404, 405), (person, path)
    client = sign_in(other)
    data = {"posting": duty.posting_id, "part": "B", "start_on": TODAY().isoformat()}
    assert client.post("/items/duties/T-SQ/I04/", data).status_code == 422, "another hall's person is no choice here"
    assert Duty.objects.get().end_on is None and Duty.objects.get().part == "A"


def test_the_board_asks_as_much_for_thirty_items_as_for_one(cast, item, sign_in, django_assert_max_num_queries):
    for number in range(30):
        fresh = make_item(f"N{number:02}", f"事项{number}")
        assign_duty(posting=posting(cast.learner), item=fresh, part="A", start_on=TODAY(), by=None)
    client = sign_in(cast.admin)
    client.get(BOARD)
    for address in (BOARD, f"{BOARD}?by=person", f"{BOARD}N01/"):
        with django_assert_max_num_queries(16):
            client.get(address)


def test_what_is_missing_is_said_in_the_order_of_its_weight():
    cases = {
        "nobody": [], "no_a": [("B", True)], "no_b": [("A", True), ("A", False)], "all_away": [("A", False), ("B", False)],
        "a_away": [("A", False), ("B", True)], "b_away": [("A", True), ("B", False)], "": [("A", True), ("A", False), ("B", True)],
    }  # fmt: skip
    assert {gap: gap_of(given) for gap, given in cases.items()} == {gap: gap for gap in cases}
