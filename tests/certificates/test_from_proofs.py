"""The whole way up: a real exam and a real assessed drill end in a credential with its signed paper."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.models import Credential, CredentialScheme
from certificates.services.consider_person import sweep_credentials
from certificates.services.report_lost_ground import report_lost_ground
from certificates.signing.pdf import verify_pdf
from certificates.signing.ring import hall_ring
from courses.models import Completion, CourseVersion
from drills.play import position_of
from drills.services.decide import decide
from drills.services.publish_scenario import publish_scenario
from drills.services.release_assessed import release_assessed
from drills.services.save_draft import create_scenario
from drills.services.start_assessed_run import start_assessed_run
from drills.services.start_run import start_run
from exams.models import Result
from exams.services.release_results import release_results
from foundation.models import Notice, OutboxMessage
from service_items.models import ServiceItem, ServiceRule
from tests.drills.cases import case, expert_way
from tests.exams.exam_stories import open_now, started


@pytest.fixture
def scenario(cast):
    return published_case(cast)


def published_case(cast):
    """D01, with the rules and items it names."""
    for number in range(1, 21):
        ServiceRule.objects.get_or_create(code=f"R{number:02}", defaults={"name": f"规则 {number}"})
    for number in range(1, 16):
        ServiceItem.objects.get_or_create(code=f"I{number:02}", defaults={"name": f"事项 {number}"})
    found = create_scenario(content=case("D01"), node=cast.hall, by=cast.trainer)
    publish_scenario(scenario=found, by=cast.trainer)
    found.refresh_from_db()
    return found


@pytest.fixture
def sitting(cast):
    return open_now(cast)


@pytest.fixture
def post_scheme(cast, scenario, sitting):
    """大厅上岗: theory 60, drill 80 without red line."""
    scheme = CredentialScheme.objects.create(
        key="window-post", title="综合窗口岗位", kind="post", node=cast.district, published=True
    )
    scheme.requirements.create(kind="exam", key=f"paper:{sitting.paper_version.paper_id}", minimum_percent=60)
    scheme.requirements.create(kind="drill", key="D01", minimum_percent=80)
    return scheme


def sit_and_release(cast, sitting, deliver, right=3):
    desk = started(cast.learner, sitting)
    for number in range(1, right + 1):
        desk.answer(number)
    desk.hand_in()
    deliver()
    release_results(sitting=sitting, by=cast.officer)
    deliver()


def play(run):
    for _scene, move in expert_way(case("D01"), run.seed):
        run = decide(run=run, number=position_of(run).next_number, move=move, by=run.person)
    return run


def play_assessed(cast, scenario):
    now = timezone.now()
    release = release_assessed(
        version=scenario.current_version, people=[cast.learner], node=cast.hall, opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1), attempts=1, by=cast.officer,
    )  # fmt: skip
    return play(start_assessed_run(release=release, by=cast.learner))


def test_exam_and_drill_together_earn_the_credential_and_its_paper(cast, sitting, scenario, post_scheme, deliver):
    sit_and_release(cast, sitting, deliver)
    assert Credential.objects.count() == 0
    play_assessed(cast, scenario)
    deliver()
    credential = Credential.objects.get()
    assert [(proof["kind"], proof["score"]) for proof in credential.evidence] == [("exam", 100.0), ("drill", 100)]
    with credential.events.get().document.file.open("rb") as file:
        assert verify_pdf(file.read(), hall_ring().public()).code == credential.code


def test_a_training_run_is_no_proof(cast, sitting, scenario, post_scheme, deliver):
    sit_and_release(cast, sitting, deliver)
    play(start_run(scenario=scenario, by=cast.learner))
    deliver()
    assert Credential.objects.count() == 0


def test_a_failed_exam_is_no_proof(cast, sitting, scenario, post_scheme, deliver):
    sit_and_release(cast, sitting, deliver, right=1)
    play_assessed(cast, scenario)
    deliver()
    assert Credential.objects.count() == 0


def test_messages_that_are_lost_cost_delay_and_no_credential(cast, sitting, scenario, post_scheme, deliver):
    sit_and_release(cast, sitting, deliver)
    play_assessed(cast, scenario)
    OutboxMessage.objects.filter(receiver__startswith="certificates.").delete()
    deliver()
    assert Credential.objects.count() == 0
    assert sweep_credentials() == 1


def test_a_mark_that_falls_below_the_line_is_reported_and_takes_nothing_away(
    cast, sitting, scenario, post_scheme, deliver
):
    sit_and_release(cast, sitting, deliver)
    play_assessed(cast, scenario)
    deliver()
    result = Result.objects.get()
    assert report_lost_ground(source="exams.result", id=result.pk, person=cast.learner) == 0
    Result.objects.update(score=0, percent=0, passed=False)
    for _ in range(2):
        assert report_lost_ground(source="exams.result", id=result.pk, person=cast.learner) == 1
    assert Notice.objects.filter(person=cast.officer, key__startswith="lost-ground").count() == 1
    assert Credential.objects.get().revoked_at is None


def test_a_finished_course_earns_a_credential_that_asks_for_nothing_else(cast, scheme, deliver):
    scheme.requirements.all().delete()
    scheme.requirements.create(kind="course", key="reception")
    version = CourseVersion.objects.create(
        course_key="reception", number=1, title="接待与一次性告知", lessons=[], published_at=timezone.now()
    )
    Completion.objects.create(
        person=cast.learner, course_key="reception", version=version, how="lessons", completed_at=timezone.now()
    )
    assert sweep_credentials() == 1
    assert Credential.objects.get().evidence[0]["label"] == "接待与一次性告知"
