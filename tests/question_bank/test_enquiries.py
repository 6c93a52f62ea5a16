"""A learner asks; a colleague answers; the duty unit verifies; a change makes it stale."""

import doctest
from datetime import date, timedelta

import pytest
from django.utils import timezone

from foundation.clock import local_date
from foundation.facts import announce
from foundation.models import Notice
from foundation.registries import dependants, links, search, tasks
from question_bank import enquiries
from question_bank.models import Enquiry
from question_bank.services import ask_enquiry as asking
from question_bank.services.ask_enquiry import ask_enquiry
from question_bank.services.draft_from_enquiry import draft_from_enquiry
from question_bank.services.reply_enquiry import reply_enquiry
from question_bank.services.verify_reply import verify_reply
from service_items.models import ServiceItemChange
from service_items.services.mark_changed import mark_changed
from service_items.signals import guide_reported
from tests.question_bank.bank_stories import make_bank, make_item


def asked(cast, title="残疾人证到期，受理日期写哪天", **more):
    return ask_enquiry(title=title, text="换证要十几天。", by=cast.learner, service_items=[make_item()], **more)


def state(enquiry, on=None):
    return enquiries.state_of(enquiries.listed(on or local_date()).get(pk=enquiry.pk))


def test_open_answered_verified_and_stale_from_the_day_a_change_takes_effect(cast):
    enquiry = asked(cast)
    assert state(enquiry) == "open"
    reply_enquiry(enquiry=enquiry, by=cast.learner, text="补充一句")
    assert state(enquiry) == "open"
    reply = reply_enquiry(enquiry=enquiry, by=cast.trainer, text="写收件那天。", basis="演示口径 I15")
    assert state(enquiry) == "answered" and Notice.objects.filter(person=cast.learner).count() == 1
    verify_reply(reply=reply, by=cast.reviewer)
    assert state(enquiry) == "verified" and enquiries.faq(local_date()).get() == enquiry
    later = local_date() + timedelta(days=7)
    mark_changed(item=make_item(), severity="procedural", effective_on=later, by=None, cause_key="P01")
    assert state(enquiry) == "verified" and state(enquiry, later) == "stale"
    assert not enquiries.faq(later).exists()
    verify_reply(reply=reply, by=cast.reviewer)
    assert state(enquiry, later) == "verified"


def test_the_due_date_skips_the_weekend(cast):
    assert doctest.testmod(asking).failed == 0
    friday = timezone.make_aware(timezone.datetime(2026, 11, 20, 12))
    assert asked(cast, at=friday).due_on == date(2026, 11, 25)


def test_asking_shows_what_was_asked_before_and_where_it_came_from(cast, sign_in):
    links.register("test_lesson", lambda key: links.Link("test_lesson", key, "第三课", f"/learning/{key}/"))
    old = asked(cast)
    client = sign_in(cast.cover)
    assert "第三课" in client.get("/questions/enquiries/ask/?about=test_lesson:3").content.decode()
    posted = {"title": "残疾人证过期了受理日期写哪天", "text": "同上", "about": "test_lesson:3"}
    page = client.post("/questions/enquiries/ask/", posted).content.decode()
    assert old.title in page and Enquiry.objects.count() == 1
    client.post("/questions/enquiries/ask/", {**posted, "anyway": "1"})
    new = Enquiry.objects.latest("pk")
    assert (new.asked_by, new.about_kind, new.about_key, new.node) == (cast.cover, "test_lesson", "3", cast.hall)
    assert old.title in client.get("/questions/enquiries/similar/?q=残疾人证到期").content.decode()
    assert client.get("/questions/enquiries/similar/?q=完全无关的话").content.decode().strip() == ""


def test_the_whole_way_over_the_pages(cast, sign_in):
    enquiry = asked(cast)
    address = f"/questions/enquiries/{enquiry.pk}/"
    client = sign_in(cast.cover)
    client.post(address + "reply/", {"text": "写换好证那天。", "basis": ""})
    client = sign_in(cast.trainer)
    client.post(address + "reply/", {"text": "写收件那天。", "basis": "演示办法 第三条"})
    right = enquiry.replies.last()
    client = sign_in(cast.learner)
    assert client.post(f"{address}verify/{right.pk}/").status_code == 404
    client = sign_in(cast.stranger_trainer)
    assert client.post(f"{address}verify/{right.pk}/").status_code == 404
    client = sign_in(cast.trainer)
    client.post(f"{address}verify/{right.pk}/")
    assert "写收件那天。" in client.get("/questions/enquiries/").content.decode()
    bank = make_bank(cast)
    response = client.post(address + "draft/", {"bank": bank.pk})
    question = bank.questions.get()
    assert response["Location"] == f"/cms/questions/{question.pk}/edit/"
    assert question.draft.content["options"] == [
        {"id": "A", "text": "写收件那天。"},
        {"id": "B", "text": "写换好证那天。"},
    ]
    assert question.draft.key_row.key == {"correct": ["A"]} and question.draft.clause == "第三条"
    assert question.provenance["kind"] == "enquiry" and question.provenance["id"] == enquiry.pk
    assert draft_from_enquiry(enquiry=Enquiry.objects.get(), bank=bank, by=cast.trainer) == question
    client.post(address + "doubt/", {"reason": "手册改了"})
    page = client.get(address).content.decode()
    assert "待更新" in page and "手册改了" in page


def test_the_queue_shows_each_unit_its_own_and_the_owner_has_a_task(cast, sign_in):
    enquiry = asked(cast, owner=cast.trainer)
    today = local_date()
    assert list(enquiries.waiting_for(cast.trainer, today)) == [enquiry]
    assert list(enquiries.waiting_for(cast.reviewer, today)) == [enquiry]
    assert not enquiries.waiting_for(cast.stranger_trainer, today).exists()
    assert not enquiries.waiting_for(cast.learner, today).exists()
    titles = [task.title for task in tasks.tasks_of(cast.trainer, timezone.now())]
    assert enquiry.title in titles
    assert enquiry.title in sign_in(cast.trainer).get("/questions/enquiries/?tab=queue").content.decode()


def test_a_reported_guide_opens_one_enquiry_however_often_it_is_told(cast, deliver):
    make_item()
    for occasion in ("one", "two"):
        announce(guide_reported, key=occasion, item_code="I04", by_id=cast.learner.pk, text="材料清单少了一项")
        deliver()
    enquiry = Enquiry.objects.get()
    assert (enquiry.asked_by, enquiry.about_key, enquiry.text) == (cast.learner, "I04", "材料清单少了一项")


def test_verifiers_hear_of_a_change_once(cast, deliver):
    reply = reply_enquiry(enquiry=asked(cast), by=cast.trainer, text="写收件那天。")
    verify_reply(reply=reply, by=cast.reviewer)
    mark_changed(item=make_item(), severity="substantive", effective_on=local_date(), by=None, cause_key="P01")
    deliver()
    key = f"enquiries-stale-{ServiceItemChange.objects.get().pk}"
    assert Notice.objects.filter(person=cast.reviewer, key=key).count() == 1


def test_search_links_and_dependants_know_it(cast):
    enquiry = asked(cast)
    verify_reply(reply=reply_enquiry(enquiry=enquiry, by=cast.trainer, text="写收件那天。"), by=cast.reviewer)
    assert [hit.title for hit in search.find(cast.cover, "受理日期")["enquiries"]] == [enquiry.title]
    assert links.resolve("enquiry", str(enquiry.pk)).title == enquiry.title
    assert enquiry.title in [each.title for each in dependants.dependants_of(["I04"])]


@pytest.mark.parametrize("tab", ["faq", "mine", "all", "queue"])
def test_lists_ask_a_constant_number_of_queries(cast, sign_in, django_assert_max_num_queries, tab):
    client = sign_in(cast.trainer)
    verify_reply(reply=reply_enquiry(enquiry=asked(cast), by=cast.trainer, text="答"), by=cast.reviewer)
    asked(cast, title="还没有人答复")
    address = f"/questions/enquiries/?tab={tab}"
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    for place in range(6):
        asked(cast, title=f"第 {place} 个问题")
    with django_assert_max_num_queries(len(few)):
        client.get(address)
