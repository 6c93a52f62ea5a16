"""A policy takes effect at midnight by the hall's clock: until then the old rule counts everywhere, from then on nowhere."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from certificates.models import CredentialScheme
from certificates.selectors import is_cleared_for
from certificates.services.consider_person import consider_person
from certificates.services.export_status_list import export_status_list
from certificates.signing.ring import hall_ring
from certificates.signing.status_list import read_list
from foundation.clock import local_date
from question_bank.selectors import check_questions
from tests.courses.library import make_course
from tests.policies.library import draft_policy, publish


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def changed(cast, prove):
    """A lesson, a question and a certificate on 高龄津贴, and a policy about it that takes effect in a week."""
    course = make_course(cast)
    scheme = CredentialScheme.objects.create(key="item-i04", title="高龄津贴事项授权", node=cast.hall, published=True)
    scheme.service_items.add(course.item)
    scheme.requirements.create(kind="exam", key="exam-i04", minimum_percent=60)
    prove(cast.learner, "exam", "exam-i04", at=timezone.now() - timedelta(days=3))
    credential = consider_person(person=cast.learner, scheme=scheme)
    policy = publish(cast, draft_policy(cast, effective_on=local_date() + timedelta(days=7)))
    return course, credential, policy


def told(cast, course, credential) -> dict[str, bool]:
    """What a learner, a manager and a stranger are told at this moment: whether each goes by the old rule."""
    client = signed_in(cast.learner)
    lesson = client.get("/courses/tolerance/tolerance-one/").content.decode()
    assert ("本课待更新" in lesson) != ("在此之前按本课办" in lesson)
    client.post("/questions/practice/start/", {"mode": "item", "key": course.item.code})
    verified = Client().get(f"/certificates/verify/{credential.code}/").content.decode()
    assert ("证书有效" in verified) != ("政策变更" in verified)
    return {
        "lesson": "本课待更新" not in lesson,
        "check": bool(check_questions(course.first.check_set, local_date())),
        "practice": "少带一样次要材料" in client.get("/questions/practice/").content.decode(),
        "certificate": "证书有效" in verified,
        "holder": "政策变更待更新" not in client.get(f"/certificates/{credential.pk}/").content.decode(),
        "coverage": is_cleared_for(cast.learner, course.item, timezone.now()),
    }


def test_until_the_last_second_of_the_day_before_all_goes_by_the_old_rule_and_from_midnight_nothing(cast, changed):
    course, credential, policy = changed
    listed = export_status_list(ring=hall_ring())
    midnight = timezone.make_aware(datetime.combine(policy.effective_on, time()))
    assert midnight.utcoffset() == timedelta(hours=8)
    states = []
    for moment, old_rule in ((midnight - timedelta(seconds=1), True), (midnight, False)):
        with time_machine.travel(moment, tick=False):
            assert set(told(cast, course, credential).values()) == {old_rule}, told(cast, course, credential)
            states.append(read_list(listed, hall_ring().public(), moment).state(credential.code, local_date()))
    assert states == ["valid", "stale"]
