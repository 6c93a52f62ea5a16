"""Each candidate's paper is drawn on the server from a signed pool; marking, release and review work as ever."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from exams.errors import ExamProblem
from exams.exam_day import checklist
from exams.models import Attempt, PaperVersion, Result, Sitting
from exams.paper_selectors import usable_through
from exams.registrations import sees_pictures
from exams.rules.prediction import predict
from exams.services.arrange_sitting import arrange_sitting, refreeze_pool
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.draw_paper import frozen_paper, frozen_pool, paper_for, pool_in
from exams.services.edit_paper import return_paper
from exams.services.freeze_pool import freeze_pool
from exams.services.lay_out_paper import lay_out
from exams.services.publish_paper import publish_paper
from exams.services.release_results import release_results
from exams.services.sign_paper import sign_paper
from exams.written_once import PAPERS, Rule
from question_bank.models import Question, QuestionVersion
from tests.exams.blueprint_stories import blueprint_of, signed_pool, stock
from tests.exams.exam_stories import MINUTE, Desk, draft_paper, open_now, started
from tests.exams.test_query_counts import counted
from tests.question_bank.bank_stories import approved, single


@pytest.fixture
def pool(cast) -> PaperVersion:
    stock(cast)
    return signed_pool(cast)


def versions_of(attempt: Attempt) -> list[int]:
    return [row["version"] for row in attempt.paper.questions]


def test_everyone_gets_an_own_paper_of_equal_make_and_the_seed_gives_it_again(cast, pool):
    people = [cast.learner, cast.cover, cast.trainer, cast.manager]
    sitting = open_now(cast, people, version=pool)
    desks = [started(person, sitting) for person in people]
    papers = [versions_of(desk.row()) for desk in desks]
    assert len({tuple(sorted(paper)) for paper in papers}) > 1
    for desk, paper in zip(desks, papers, strict=True):
        hard = QuestionVersion.objects.filter(pk__in=paper, difficulty=3).count()
        assert (len(set(paper)), hard) == (5, 2)
        assert [row["points"] for row in desk.attempt["questions"]] == [2, 2, 2, 4, 4]
        attempt = desk.row()
        again = lay_out(paper_for(pool, seed=attempt.seed), seed=attempt.seed)
        assert again.questions == attempt.paper.questions and again.payload == attempt.paper.payload
        assert attempt.paper.key_numbers == {str(version): 1 for version in paper}


def test_a_drawn_attempt_is_marked_released_and_reviewed_in_few_queries(cast, pool, deliver):
    sitting = open_now(cast, [cast.learner, cast.cover, cast.trainer], version=pool)
    for person in (cast.learner, cast.cover, cast.trainer):
        desk = started(person, sitting)
        desk.put(*(desk.change(number) for number in (1, 2, 4)))
        desk.hand_in()
    deliver()
    result = Result.objects.get(person=cast.learner)
    assert (result.score, result.full_marks, result.passed) == (8, 14, False)
    release_results(sitting=sitting, by=cast.officer)
    for attempt in Attempt.objects.select_related("review", "paper"):
        assert [row["right"] for row in attempt.review.questions] == [True, True, False, True, False]
        assert all(row["key"] == {"correct": ["B"]} for row in attempt.review.questions)


def test_starting_a_drawn_paper_takes_no_more_statements_than_a_fixed_one(cast):
    stock(cast, easy=16, hard=16)
    sitting = open_now(cast, version=signed_pool(cast, blueprint_of(cast, ((1, 14, 2), (3, 14, 4)))))
    frozen_paper.cache_clear(), frozen_pool.cache_clear()
    desk = Desk(cast.learner)
    assert counted(lambda: desk.call("post", f"sittings/{sitting.pk}/attempts")) <= 10
    assert counted(lambda: desk.call("post", f"sittings/{sitting.pk}/attempts")) <= 10


def test_nobody_starts_before_a_second_officer_has_signed_the_pool(cast):
    stock(cast)
    version = freeze_pool(blueprint=blueprint_of(cast), by=cast.officer)
    sitting = open_now(cast, version=version)
    assert Desk(cast.learner).call("post", f"sittings/{sitting.pk}/attempts").json()["code"] == "not_ready"
    with pytest.raises(ExamProblem) as refused:
        sign_paper(paper=version.paper, by=cast.officer)
    assert refused.value.code == "same_person"
    sign_paper(paper=version.paper, by=cast.officer_b)
    assert started(cast.learner, sitting).row().paper_hash == version.payload_hash


def test_a_pool_is_checked_for_the_day_of_the_exam(cast):
    today = timezone.localdate()
    stock(cast, easy=3, hard=2)
    ending = approved(cast, **single("只到明天", difficulty=1, pool="exam", valid_to=today + timedelta(days=1)))
    approved(cast, **single("只供练习", difficulty=1, pool="practice"))
    blueprint = blueprint_of(cast, max_overlap=100)
    now, later = (freeze_pool(blueprint=blueprint, by=cast.officer, day=today),
                  today + timedelta(days=5))  # fmt: skip
    assert now.questions.count() == 6 and now.questions.filter(version=ending.current_version).exists()
    assert freeze_pool(blueprint=blueprint, by=cast.officer, day=today) == now  # nothing changed: the same pool
    with pytest.raises(ExamProblem) as refused:
        freeze_pool(blueprint=blueprint, by=cast.officer, day=later)
    assert refused.value.code == "version_waiting"
    sign_paper(paper=now.paper, by=cast.officer_b)
    second = freeze_pool(blueprint=blueprint, by=cast.officer, day=later)
    assert (second.number, second.questions.count(), second.checked_for) == (2, 5, later)
    for wanted, reason in ((((1, 9, 2),), "要 9 题"), (((1, 4, 2),), "两份卷平均有 100% 的题相同")):
        with pytest.raises(ValidationError) as refused:  # published while the bank held more
            freeze_pool(blueprint=blueprint_of(cast, wanted), by=cast.officer)
        assert reason in refused.value.messages[0]


def test_a_pool_given_back_is_frozen_anew_in_its_place_for_the_sitting_that_has_it(cast):
    stock(cast)
    blueprint, now = blueprint_of(cast), timezone.now()
    sitting = arrange_sitting(
        title="抽题考试", node=cast.hall, opens_at=now - MINUTE, closes_at=now + 90 * MINUTE, limit=30 * MINUTE,
        by=cast.officer, blueprint=blueprint, people=[cast.learner],
    )  # fmt: skip
    return_paper(version=sitting.paper_version, by=cast.officer_b, reason="第 3 题有争议")
    Question.objects.get(current_version=sitting.paper_version.questions.first().version_id).versions.update(
        pool="practice"
    )
    anew = refreeze_pool(sitting=sitting, by=cast.officer).paper_version
    assert (anew.pk, anew.state, anew.questions.count()) == (sitting.paper_version_id, "frozen", 9)
    sign_paper(paper=anew.paper, by=cast.officer_b)
    assert len(started(cast.learner, sitting).attempt["questions"]) == 5


def without_the_databases_guard(rule: Rule) -> None:
    """Whoever owns the database can take its guard away; the test's transaction brings it back."""
    with connection.cursor() as cursor:
        on_table = f" ON {rule.table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {rule.name}{on_table}")


CHANGES = ({"payload": {"title": "另一份", "sections": []}}, {"payload_hash": "0" * 64}, {"payload": None})


def test_the_database_refuses_to_change_a_frozen_paper(cast, pool):
    fixed = draft_paper(cast)
    publish_paper(paper=fixed, by=cast.officer)  # frozen, not yet signed
    waiting = PaperVersion.objects.get(paper=fixed)
    changes = [(pk, change) for pk in (pool.pk, waiting.pk) for change in CHANGES]
    changes += [(pool.pk, {"state": "draft", "payload": None}), (pool.pk, {"state": "frozen"})]
    for pk, change in changes:
        before = PaperVersion.objects.filter(pk=pk).values().get()
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            PaperVersion.objects.filter(pk=pk).update(**change)
        assert PaperVersion.objects.filter(pk=pk).values().get() == before
    return_paper(version=waiting, by=cast.officer_b, reason="第 1 题有争议")
    assert PaperVersion.objects.get(pk=waiting.pk).payload is None
    without_the_databases_guard(PAPERS)
    assert PaperVersion.objects.filter(pk=pool.pk).update(payload_hash="0" * 64) == 1, "it was the trigger that refused"


def test_a_paper_that_was_altered_behind_its_hash_is_neither_signed_nor_sat(cast, pool):
    sitting = open_now(cast, [cast.learner, cast.cover], version=pool)
    started(cast.learner, sitting)
    payload = PaperVersion.objects.get(pk=pool.pk).payload
    payload["sections"][0]["cells"][0]["points"] = 3
    without_the_databases_guard(PAPERS)
    PaperVersion.objects.filter(pk=pool.pk).update(payload=payload)
    frozen_paper.cache_clear(), frozen_pool.cache_clear()
    refused = Desk(cast.cover).call("post", f"sittings/{sitting.pk}/attempts")
    assert (refused.status_code, refused.json()["code"]) == (409, "paper_altered")
    sitting = Sitting.objects.get(pk=sitting.pk)
    checks = {check.name: check.state for check in checklist(sitting, now=timezone.now(), process_now=timezone.now())}
    assert checks["试卷没有被改动"] == "stop" and "试题在有效期内" not in checks
    PaperVersion.objects.filter(pk=pool.pk).update(state="frozen", signed_by=None)
    with pytest.raises(ExamProblem) as not_signed:
        sign_paper(paper=pool.paper, by=cast.officer_b)
    assert not_signed.value.code == "paper_altered"


def test_a_picture_opens_only_for_whom_its_question_was_drawn(cast, pool):
    attempt = started(cast.learner, open_now(cast, version=pool)).row()
    drawn = set(QuestionVersion.objects.filter(pk__in=versions_of(attempt)).values_list("question", flat=True))
    for question in QuestionVersion.objects.values_list("question", flat=True):
        assert sees_pictures(cast.learner, question) == (question in drawn)


def test_the_officers_pages_show_a_drawn_sitting_and_its_pool(cast, pool, sign_in):
    sitting = open_now(cast, version=pool)
    started(cast.learner, sitting)
    client = sign_in(cast.officer)
    assert "作答中" in client.get(reverse("exams:officer_sitting", args=[sitting.pk])).content.decode()
    page = client.get(reverse("exams:officer_paper", args=[pool.pk])).content.decode()
    assert "容易第 1 题" in page
    again = (
        reverse("exams:sitting_new") + f"?blueprint={pool.paper.blueprint_id}"
    )  # another sitting draws as this one does
    assert again in page and f'value="{pool.paper.blueprint_id}" selected' in client.get(again).content.decode()


def test_an_exam_that_stays_open_takes_no_question_that_runs_out_meanwhile(cast):
    today = timezone.localdate()
    stock(cast, easy=3, hard=2)
    ending = approved(cast, **single("下周过期", difficulty=1, pool="exam", valid_to=today + timedelta(days=7)))
    blueprint = blueprint_of(cast, max_overlap=100)
    pool = freeze_pool(blueprint=blueprint, by=cast.officer, day=today, until=today + timedelta(days=8))
    assert not pool.questions.filter(version=ending.current_version).exists() and pool.questions.count() == 5
    paper = create_fixed_paper(
        title="固定卷", node=cast.hall, by=cast.officer, questions=[(ending.current_version, 2)]
    )  # fmt: skip
    version = publish_paper(paper=paper, by=cast.officer)
    last, after = today + timedelta(days=7), today + timedelta(days=8)
    assert usable_through(version, today, last)[1] == set()
    assert usable_through(version, today, after)[1] == {ending.current_version_id}


def test_where_papers_may_have_little_in_common_the_pool_is_deep_enough(cast):
    stock(cast, easy=60, hard=0)
    blueprint = blueprint_of(cast, ((1, 2, 2),), max_overlap=5)
    version = freeze_pool(blueprint=blueprint, by=cast.officer)
    assert 44 <= version.questions.count() <= 46  # 22 for each one asked, and one whole draw; 12 would have shared 8 %
    pool = pool_in(version.payload)
    cell = next(iter(pool.counts))
    found = predict(pool, {cell: 2.0}, dict.fromkeys(version.questions.values_list("version", flat=True), 0.5))
    assert found.overlap <= 5
