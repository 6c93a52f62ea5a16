"""A manager sees who has understood, who has only looked, who is late, and reminds them in one action."""

from datetime import timedelta

from django.utils import timezone

from foundation.models import Notice, User
from policies.models import PolicyPage
from policies.selectors import standings
from policies.services.note_opened import note_opened
from tests.courses.library import answer
from tests.policies.library import draft_policy, publish


def states(policy, at=None):
    rows = standings(policy, User.objects.all(), at or timezone.now())
    return {row.person.username: (row.state, row.late) for row in rows}


def test_understood_opened_untouched_and_late(cast, deliver):
    draft = draft_policy(cast)
    policy = publish(cast, draft)
    answer(draft.check, cast.learner)
    note_opened(policy=policy, by=cast.cover)
    deliver()
    now = states(policy)
    assert now[cast.learner.username] == ("understood", False)
    assert now[cast.cover.username] == ("opened", False)
    assert now[cast.trainer.username] == ("untouched", False)
    later = states(policy, timezone.now() + timedelta(days=6))
    assert later[cast.learner.username] == ("understood", False)
    assert later[cast.cover.username] == ("opened", True)


def test_a_policy_for_one_post_asks_only_those_who_hold_it(cast):
    policy = publish(cast, draft_policy(cast))
    policy.posts.set([cast.learner.postings.get().post])
    policy.save()
    assert set(states(PolicyPage.objects.get(pk=policy.pk))) == {cast.learner.username, cast.cover.username}


def test_the_report_shows_the_managers_people_and_nobody_elses(cast, sign_in):
    publish(cast, draft_policy(cast, node=cast.district))
    page = sign_in(cast.manager).get("/policy/P03/report/").content.decode()
    assert cast.learner.name in page and cast.stranger.name in page
    assert sign_in(cast.learner).get("/policy/P03/report/").status_code == 404
    page = sign_in(cast.stranger_trainer).get("/policy/P03/report/").content.decode()
    assert cast.stranger.name in page and cast.learner.name not in page


def test_reminding_reaches_those_who_are_left_once_a_day(cast, sign_in, deliver):
    draft = draft_policy(cast)
    publish(cast, draft)
    answer(draft.check, cast.learner)
    deliver()
    client = sign_in(cast.manager)
    for _again in range(2):
        client.post("/policy/P03/remind/")
    reminded = Notice.objects.filter(key__startswith="policy-reminder").values_list("person__username", flat=True)
    assert sorted(reminded) == sorted(set(reminded))
    assert cast.cover.username in reminded and cast.learner.username not in reminded


def test_an_auditor_reads_and_does_not_remind(cast, sign_in):
    publish(cast, draft_policy(cast))
    client = sign_in(cast.auditor)
    assert client.get("/policy/P03/report/").status_code == 200
    assert client.post("/policy/P03/remind/").status_code == 404


def test_a_long_report_is_read_page_by_page_at_the_same_cost(cast, sign_in, deliver, django_assert_max_num_queries):
    from tests.cast import make_person

    draft = draft_policy(cast)
    publish(cast, draft)
    answer(draft.check, cast.learner)
    deliver()
    for number in range(60):
        make_person(f"x{number:03d}", f"新人{number:02d}号", cast.hall)
    client = sign_in(cast.manager)
    with django_assert_max_num_queries(22):
        first = client.get("/policy/P03/report/?show=left").content.decode()
    second = client.get("/policy/P03/report/?show=left&page=2").content.decode()
    assert "新人59号" in second and "新人59号" not in first and "新人00号" in first + second
    assert cast.learner.name not in first + second
    done = client.get("/policy/P03/report/?show=done").content.decode()
    assert cast.learner.name in done and "新人00号" not in done
    assert "没有这样的人" in client.get("/policy/P03/report/?show=late").content.decode()
