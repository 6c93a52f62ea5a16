"""签收 is bound to the version and proved by answers."""

from datetime import timedelta

from django.utils import timezone

from foundation.page_tree import publish_page
from foundation.registries.tasks import tasks_of
from policies.models import Acknowledgement, PolicyReading
from policies.services.sweep_acknowledgements import sweep_acknowledgements
from tests.courses.library import answer
from tests.policies.library import CLAUSE, draft_policy, publish


def waiting(person):
    return [task.title for task in tasks_of(person, timezone.now()) if task.kind == "政策签收"]


def test_a_policy_waits_on_the_home_page_until_its_proof_is_passed(cast, deliver):
    draft = draft_policy(cast)
    publish(cast, draft)
    assert waiting(cast.learner) == ["高龄津贴三档调整"] and waiting(cast.stranger) == []
    answer(draft.check, cast.learner, right=False)
    deliver()
    assert waiting(cast.learner)
    result = answer(draft.check, cast.learner)
    deliver()
    acknowledgement = Acknowledgement.objects.get()
    assert (acknowledgement.person, acknowledgement.result) == (cast.learner, result)
    assert waiting(cast.learner) == []


def test_a_new_version_must_be_acknowledged_anew(cast, deliver):
    draft = draft_policy(cast)
    page = publish(cast, draft)
    answer(draft.check, cast.learner)
    deliver()
    page.clauses = [{"type": "change", "value": {**CLAUSE, "new_text": "八十周岁以上每月一百三十元。"}}]
    publish_page(page=page, by=cast.reviewer)
    assert waiting(cast.learner) == ["高龄津贴三档调整"]
    answer(draft.check, cast.learner)
    deliver()
    numbers = Acknowledgement.objects.order_by("version__number").values_list("version__number", flat=True)
    assert list(numbers) == [1, 2]


def test_answers_given_before_the_policy_was_published_prove_nothing(cast, deliver):
    draft = draft_policy(cast)
    answer(draft.check, cast.learner, at=timezone.now() - timedelta(days=1))
    publish(cast, draft)
    deliver()
    sweep_acknowledgements()
    assert not Acknowledgement.objects.exists()


def test_the_same_proof_twice_acknowledges_once_and_a_lost_message_is_found(cast, deliver):
    draft = draft_policy(cast)
    publish(cast, draft)
    answer(draft.check, cast.learner)
    answer(draft.check, cast.learner)
    assert sweep_acknowledgements() == 1
    deliver()
    assert Acknowledgement.objects.count() == 1


def test_opening_is_kept_once_and_only_for_those_who_are_asked(cast, sign_in):
    publish(cast, draft_policy(cast, node=cast.district))
    client = sign_in(cast.learner)
    client.get("/policies/p03/")
    client.get("/policies/p03/")
    assert PolicyReading.objects.get().person == cast.learner


def test_nothing_about_time_spent_is_stored():
    names = {field.name for model in (PolicyReading, Acknowledgement) for field in model._meta.get_fields()}
    assert names == {"id", "person", "version", "opened_at", "result", "acknowledged_at"}


def test_the_page_shows_the_difference_and_the_proof(cast, sign_in):
    publish(cast, draft_policy(cast))
    page = sign_in(cast.learner).get("/policies/p03/").content.decode()
    assert "<ins>二十</ins>" in page or "<ins>" in page
    assert "签承诺，先受理" in page and "缺的是次要材料，可以容缺。" not in page


def test_another_halls_policy_does_not_exist(cast, sign_in):
    publish(cast, draft_policy(cast))
    client = sign_in(cast.stranger)
    assert client.get("/policies/p03/").status_code == 404
    assert "高龄津贴三档调整" not in client.get("/policies/").content.decode()
