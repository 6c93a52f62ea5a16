"""An officer reads what an exam showed, takes the sheet along, and gives the measured difficulty back to the bank."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from exams import question_record
from exams.models import Attempt, Sitting
from exams.question_record import objections
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.edit_paper import submit_paper
from exams.services.mark_attempt import mark_attempt
from exams.services.publish_blueprint import publish_blueprint
from exams.services.read_responses import read_items
from exams.services.save_responses import save_responses
from exams.services.set_quick_exam import keep_chosen, pick_versions
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from foundation.models import AuditEntry, User
from organisation.models import Posting
from question_bank.models import ObservedDifficulty, QuestionVersion
from tests.exams.blueprint_stories import blueprint_of
from tests.exams.exam_stories import open_now, signed_paper, started

# Who has which of the four questions right. The last counts against the rest: its key is wrong.
PATTERN = ("1110", "1110", "1100", "1001", "0001", "0001")


@pytest.fixture(autouse=True)
def small_numbers(settings):
    settings.EXAM_VERDICT_FROM = 6


@pytest.fixture
def people(cast) -> list[User]:
    made = [User.objects.create_user(username=f"t30{number}", name=f"考生{number}") for number in range(len(PATTERN))]
    Posting.objects.bulk_create(Posting(person=person, node=cast.hall) for person in made)
    return made


def sit(sitting: Sitting, person: User, rights: str) -> Attempt:
    """Answer: 五日 is right; who is wrong chooses 三日; then hand in and have it marked."""
    attempt = start_attempt(sitting_id=sitting.pk, person=person, client="d").attempt
    shapes, rows = attempt.paper.shapes, []
    for row in attempt.paper.questions:
        true_id = {"1": "B", "0": "A"}[rights[row["n"] - 1]]
        shown = next(name for name, true in row["ids"].items() if true == true_id)
        rows.append({"question": row["id"], "value": shown, "seq": row["n"]})
    items = read_items({"responses": rows}, shapes)
    save_responses(attempt_id=attempt.pk, person_id=person.pk, client="d", items=items)
    submit_attempt(attempt_id=attempt.pk, person=person, last_seq={"d": len(rows)})
    return mark_attempt(attempt_id=attempt.pk)


@pytest.fixture
def sat(cast, people) -> Sitting:
    sitting = open_now(cast, people, count=4)
    for person, rights in zip(people, PATTERN, strict=True):
        sit(sitting, person, rights)
    return sitting


def versions_of(sitting: Sitting) -> list[QuestionVersion]:
    return [row.version for row in sitting.paper_version.questions.order_by("position")]


def read(client, name: str, *args, **query) -> str:
    response = client.get(reverse(f"exams:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_sittings_page_shows_figures_lights_with_reasons_and_a_sheet(
    cast, sat, sign_in, django_assert_max_num_queries
):
    client = sign_in(cast.officer)
    assert reverse("exams:sitting_statistics", args=[sat.pk]) in read(client, "officer_sitting", sat.pk)
    with django_assert_max_num_queries(40):
        page = read(client, "sitting_statistics", sat.pk)
    assert "50.0" in page  # 12 of 24 marks
    assert "整卷考得好的人反而更容易错，先核对答案" in page and "<svg" in page
    only_red = read(client, "sitting_statistics", sat.pk, light="red")
    codes = [version.question.code for version in versions_of(sat)]
    assert f">{codes[3]}</a>" in only_red and f">{codes[0]}</a>" not in only_red
    sheet = client.get(reverse("exams:sitting_statistics", args=[sat.pk]), {"format": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)
    assert [row[0] for row in rows[1:5]] == codes
    assert rows[1][2:4] == (6, 66.67) and rows[4][7] < -50
    assert "A 33.3；B 66.7" in rows[1][-1]


def test_below_the_fewest_candidates_no_verdict_is_said(cast, sat, sign_in, settings):
    settings.EXAM_VERDICT_FROM = 7
    page = read(sign_in(cast.officer), "sitting_statistics", sat.pk)
    assert "人数还少，数字只供参考，暂不判定题目好坏" in page and "先核对答案" not in page
    assert question_record.experience([version.pk for version in versions_of(sat)]) == {}


def test_what_the_blueprints_linter_hears_of_a_question(cast, sat):
    ids = [version.pk for version in versions_of(sat)]
    assert list(question_record.troubled_versions(ids)) == [ids[3]]
    assert "反而更容易错" in question_record.troubled_versions(ids)[ids[3]]
    assert question_record.facilities(ids)[ids[1]] == pytest.approx(0.5)
    assert question_record.exposures(ids) == dict.fromkeys(ids, 6)
    late = timezone.now() + timedelta(days=200)
    assert question_record.exposures(ids, until=late) == {}


def test_a_question_whose_figures_speak_against_it_goes_into_no_new_paper(cast, sat, sign_in):
    versions = versions_of(sat)
    blueprint = blueprint_of(cast, ((2, 4, 2),), state="draft", max_overlap=100)
    with pytest.raises(ValidationError) as refused:
        publish_blueprint(blueprint=blueprint, by=cast.officer)
    assert "另有不能用的：统计指标不好 1 题" in refused.value.messages[0]
    paper = create_fixed_paper(
        title="再考", node=cast.hall, by=cast.officer, questions=[(each, 2) for each in versions]
    )
    with pytest.raises(ValidationError) as refused:
        submit_paper(version=paper.versions.get(), by=cast.officer)
    assert len(refused.value.messages) == 1 and "反而更容易错" in refused.value.messages[0]
    for seed in range(9):
        assert versions[3] not in pick_versions(versions, count=3, seed=seed)
    with pytest.raises(ValidationError):
        pick_versions(versions, count=4, seed=1)
    with pytest.raises(ValidationError) as refused:
        keep_chosen(versions, usable=QuestionVersion.objects.all())
    assert versions[3].question.code in refused.value.messages[0] and "统计指标不好" in refused.value.messages[0]
    assert objections([each.pk for each in versions[:3]]) == {}
    assert objections([versions[0].pk], most_seen=5) == {versions[0].pk: ["近半年已有 6 人次见过，请换题。"]}


def test_a_running_attempt_is_an_exposure_and_a_second_attempt_counts_in_no_figure(cast, people):
    sitting = open_now(cast, [*people, cast.learner], count=4, attempts_allowed=2)
    for person, rights in zip(people, PATTERN, strict=True):
        sit(sitting, person, rights)
    sit(sitting, people[0], "0000")
    started(cast.learner, sitting)
    first = versions_of(sitting)[0]
    assert question_record.exposures([first.pk]) == {first.pk: 8}
    assert question_record.experience([first.pk])[first.pk].candidates == 6


def test_a_question_over_its_sittings_with_options_and_drift(cast, sat, people, sign_in):
    again = open_now(cast, people, version=sat.paper_version)
    Sitting.objects.filter(pk=sat.pk).update(title="10 月月度考核", opens_at=sat.opens_at - timedelta(days=30))
    for person in people:
        sit(again, person, "1111")
    client = sign_in(cast.officer)
    page = read(client, "question_statistics", versions_of(sat)[1].pk)
    assert "最近一场比以前容易了 50 个百分点" in page
    assert "10 月月度考核" in page and "11 月月度考核" in page
    assert "干扰项，有人选" in page and "干扰项，几乎没人选" in page
    paper = read(client, "paper_statistics", sat.paper_version_id)
    assert paper.count("月度考核</a>") == 2 and "75.0" in paper


def test_the_measured_difficulty_goes_into_the_bank_in_one_press(cast, sat, sign_in):
    easy, medium, hard, against = versions_of(sat)
    client = sign_in(cast.officer)
    assert "采用实测难度" in read(client, "sitting_statistics", sat.pk)
    form = {"version": [each.pk for each in (easy, medium, hard, against)], "sitting": sat.pk}
    client.post(reverse("exams:take_over_difficulty"), form)
    found = {row.version_id: row for row in ObservedDifficulty.objects.all()}
    assert {pk: row.get_difficulty_display() for pk, row in found.items()} == {
        medium.pk: "难", hard.pk: "难", against.pk: "难"
    }  # fmt: skip  # the first measures what its author said already
    assert found[medium.pk].facility == 50 and found[medium.pk].candidates == 6
    assert QuestionVersion.objects.with_difficulty().get(pk=medium.pk).difficulty_now == 3
    assert QuestionVersion.objects.get(pk=medium.pk).difficulty == medium.difficulty
    assert AuditEntry.objects.get(verb="questions.difficulty_observed").after[medium.question.code] == [2, 3]
    assert "采用实测难度" not in read(client, "sitting_statistics", sat.pk)
    assert (
        "采用"
        in sign_in(cast.trainer).get(reverse("question_admin:detail", args=[medium.question_id])).content.decode()
    )


def test_another_halls_officer_and_those_without_the_role_find_nothing(cast, sat, sign_in):
    version = versions_of(sat)[0]
    addresses = [
        reverse("exams:sitting_statistics", args=[sat.pk]), reverse("exams:question_statistics", args=[version.pk]),
        reverse("exams:paper_statistics", args=[sat.paper_version_id]),
    ]  # fmt: skip
    for person in (cast.stranger_trainer, cast.learner, cast.trainer):
        client = sign_in(person)
        assert {client.get(address).status_code for address in addresses} == {404}
    sign_in(cast.stranger_trainer).post(reverse("exams:take_over_difficulty"), {"version": version.pk})
    assert not ObservedDifficulty.objects.exists()


def test_before_anything_is_marked_the_page_says_what_will_be_here(cast, sign_in):
    sitting = open_now(cast, version=signed_paper(cast))
    page = read(sign_in(cast.officer), "sitting_statistics", sitting.pk)
    assert "还没有评完的作答" in page and "导出表格" not in page
