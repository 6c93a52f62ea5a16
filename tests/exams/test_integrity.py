"""What is noted during an exam: told beforehand, seen and explained by the candidate, read by an officer, never a score."""

import doctest

from django.urls import reverse

from exams.models import Attempt, IntegrityEvent, Result
from exams.rules import integrity
from exams.services.release_results import release_results
from tests.exams.exam_stories import Desk, open_now, started


def notes(desk: Desk) -> list[str]:
    return list(desk.row().integrity_events.values_list("kind", flat=True))


def pulse(desk: Desk, address: str, client: str = "desk-1"):
    response = desk.call("get", f"{desk.path}/pulse?client={client}", REMOTE_ADDR=address)
    assert response.status_code == 200


def writing(cast, sitting) -> Desk:
    """The learner at the desk, with a first answer saved: the desk holds the lease."""
    desk = started(cast.learner, sitting)
    desk.answer(1)
    return desk


def test_the_rules_in_the_docstrings_are_true():
    found = doctest.testmod(integrity)
    assert found.attempted and not found.failed


def test_what_is_noted_and_from_when_it_is_read_stands_on_the_page_before_the_exam(cast, sign_in):
    sitting = open_now(cast)
    page = sign_in(cast.learner).get(reverse("exams:intro", args=[sitting.pk])).content.decode()
    for words in (
        "离开考试页面 5 次起",
        "粘贴文字 3 次起",
        "换了设备或窗口 2 次起",
        "网络地址变化 3 次起",
        "任何规则都不会因此改动分数",
    ):
        assert words in page
    assert not Attempt.objects.exists()


def test_another_network_is_noted_once_and_only_of_the_device_that_writes(cast):
    desk = writing(cast, open_now(cast))
    pulse(desk, "10.8.3.77")
    pulse(desk, "10.8.3.120")  # the same network: nothing to note
    pulse(desk, "10.9.1.5", client="phone")  # looks on, does not write
    assert notes(desk) == []
    pulse(desk, "10.9.1.5")
    pulse(desk, "10.9.1.5")
    assert notes(desk) == ["address"]
    event = IntegrityEvent.objects.get()
    assert event.details == {"from": "10.8.3.0/24", "to": "10.9.1.0/24"}  # the network, not the machine


def test_a_device_taken_over_is_one_note_and_not_two(cast):
    desk = writing(cast, open_now(cast))
    pulse(desk, "10.8.3.77")
    desk.call("post", f"{desk.path}/lease", {"client": "phone"}, REMOTE_ADDR="10.9.1.5")
    pulse(desk, "10.9.1.5", client="phone")
    assert notes(desk) == ["second_device"]
    pulse(desk, "10.8.3.77", client="phone")
    assert notes(desk) == ["second_device", "address"]


def test_after_the_end_nothing_is_noted(cast):
    desk = writing(cast, open_now(cast))
    pulse(desk, "10.8.3.77")
    desk.hand_in()
    pulse(desk, "10.9.1.5")
    desk.call("post", f"{desk.path}/integrity", {"kind": "paste", "length": 40})
    assert notes(desk) == []


def test_the_candidate_explains_the_officer_reads_and_the_score_stays(cast, sign_in, deliver):
    sitting = open_now(cast, [cast.learner, cast.cover])
    desk, quiet = writing(cast, sitting), started(cast.cover, sitting)
    quiet.answer(1)
    for _time in range(3):
        desk.call("post", f"{desk.path}/integrity", {"kind": "paste", "length": 40})
    desk.call("post", f"{desk.path}/integrity", {"kind": "focus_lost", "seconds": 12})
    quiet.call("post", f"{quiet.path}/integrity", {"kind": "focus_lost", "seconds": 3})
    for each in (desk, quiet):
        each.hand_in()
    deliver()
    client = sign_in(cast.learner)
    page = client.get(reverse("exams:attempt", args=[desk.row().pk])).content.decode()
    assert "粘贴文字" in page and "12 秒" in page and "40 字" in page
    event = desk.row().integrity_events.filter(kind="paste").first()
    client.post(reverse("exams:annotate", args=[event.pk]), {"annotation": "粘的是我自己草稿纸上的话"})
    client.post(reverse("exams:annotate", args=[event.pk]), {"annotation": "改口"})
    event.refresh_from_db()
    assert event.annotation == "粘的是我自己草稿纸上的话"
    release_results(sitting=sitting, by=cast.officer)
    scores = set(Result.objects.values_list("score", flat=True))
    assert len(scores) == 1  # the same answers, the same score, whatever was noted
    client = sign_in(cast.officer)
    assert (
        reverse("exams:officer_integrity", args=[sitting.pk])
        in client.get(reverse("exams:officer_sitting", args=[sitting.pk])).content.decode()
    )
    page = client.get(reverse("exams:officer_integrity", args=[sitting.pk])).content.decode()
    assert "粘贴文字 3 次，请看" in page and "离开考试页面 1 次" in page and "粘的是我自己草稿纸上的话" in page
    assert "任何规则都不会因为这些记录改动分数" in page
    assert page.index(cast.learner.name) < page.index(cast.cover.name)  # who is to be read stands first


def test_the_log_of_another_hall_and_anothers_event_are_not_found(cast, sign_in):
    desk = writing(cast, open_now(cast))
    desk.call("post", f"{desk.path}/integrity", {"kind": "paste", "length": 40})
    event, sitting = IntegrityEvent.objects.get(), desk.row().sitting_id
    for person in (cast.stranger_trainer, cast.learner, cast.manager):
        assert sign_in(person).get(reverse("exams:officer_integrity", args=[sitting])).status_code == 404
    assert sign_in(cast.cover).post(reverse("exams:annotate", args=[event.pk]), {"annotation": "x"}).status_code == 404
