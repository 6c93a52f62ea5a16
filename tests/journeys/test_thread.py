"""The whole line on the demo hall, in a real browser: questions, exam, plan, lesson, drill, certificate, a changed rule,
the month and its bulletin. What each person sees is asserted on the way; pictures go to var/journey/."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from appraisal.models import AppraisalEntry
from certificates.models import Credential, CredentialScheme
from courses.models import CoursePage, LessonPage
from exams.models import Sitting
from foundation import facts
from foundation.models import User
from organisation.models import Node
from service_items.models import ServiceItem
from tests.cast import PASSWORD
from tests.journeys import bank_steps, change_steps, exam_steps, month_steps, study_steps
from tests.journeys.people import Person, in_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ITEM = "I04"  # 高龄津贴
SCHEME = "高龄津贴窗口上岗"


@pytest.fixture
def hall(settings):
    settings.DEMO = True
    settings.DEMO_PASSWORD = PASSWORD
    in_worker(call_command, "load_demo", verbosity=0)
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def at(page_for, hall):
    """at("clerk", width=360) → that person at a browser."""
    return lambda username, **options: Person(page_for(hall[username], **options))


def scheme_for(sitting: Sitting) -> CredentialScheme:
    """Who passes the exam and has the case behind them may serve the item."""
    scheme = CredentialScheme.objects.create(
        key="first-window", title=SCHEME, node=Node.objects.get(code="LJ"), published=True, validity_months=12
    )
    scheme.service_items.add(ServiceItem.objects.get(code=ITEM))
    scheme.requirements.create(kind="exam", key=f"sitting:{sitting.pk}", label=sitting.title, position=1)
    return scheme


def certificate_of(phone: Person, anyone: Person, credential: Credential, folder: Path) -> None:
    """The holder downloads the PDF; anyone reads the code's page; the command says that the file is sound."""
    phone.opens("/certificates/", "clerk-certificates").sees(SCHEME)
    anyone.opens(f"/certificates/verify/{credential.code}/", "verify").sees("有效")
    phone.opens(f"/certificates/{credential.pk}/", "clerk-certificate")
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name="下载").first.click()
    file = folder / "certificate.pdf"
    download.value.save_as(file)
    assert verdict(file) == ("valid", "valid")


def verdict(file: Path) -> tuple[str, str]:
    """(signature, status) as `manage.py verify_certificate` prints them."""
    from io import StringIO

    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        in_worker(call_command, "verify_certificate", str(file), "--json", stdout=out)
    assert ended.value.code == 0
    said = json.loads(out.getvalue())
    return said["signature"], said["status"]


def test_from_a_lesson_to_the_appraisal(at, hall, tmp_path):
    clerk, today = hall["clerk"], timezone.localdate()
    trainer, reviewer, officer, manager = (at(name) for name in ("trainer", "reviewer", "officer", "manager"))
    phone, anyone = at("clerk", width=360), at("outsider", width=360)
    manager.opens("/analytics/competence/?node=YS", "manager-coverage-before")

    questions = [*bank_steps.imports_a_file(trainer, hall["trainer"]), bank_steps.writes_one(trainer)]
    bank_steps.approves(reviewer, questions)
    version = exam_steps.makes_a_paper(officer, at("officer-b"), exam_steps.writes_a_blueprint(officer))
    sitting = exam_steps.arranges_a_sitting(officer, version, clerk)
    scheme = scheme_for(sitting)
    steps = [("course", "reception"), ("drill", "D01"), ("sitting", str(sitting.pk))]
    study_steps.assigns_a_plan(manager, clerk, steps, today)

    phone.opens("/", "clerk-home").sees(sitting.title)
    study_steps.studies(phone, LessonPage.objects.get(key="reception-first-inquiry"))
    study_steps.tests_out(phone, clerk, CoursePage.objects.get(key="document-check"), today)
    study_steps.practises(phone, clerk, "D01")
    attempt = exam_steps.sits_the_exam(phone, clerk, sitting)
    in_worker(facts.drain_all)
    exam_steps.releases(officer, sitting)
    in_worker(facts.drain_all)
    phone.opens(f"/exams/attempts/{attempt.pk}/", "clerk-result").sees("100", "合格")
    certificate_of(phone, anyone, Credential.objects.get(person=clerk, scheme=scheme), tmp_path)
    manager.opens("/analytics/", "manager-completion").sees(clerk.name)
    manager.opens("/analytics/competence/?node=YS", "manager-coverage-after").sees(clerk.name)

    policy = change_steps.writes_a_policy(trainer, today)
    change_steps.approves_the_policy(reviewer, policy)
    in_worker(facts.drain_all)
    change_steps.goes_stale(phone, trainer, LessonPage.objects.get(key="civil-affairs-elders"), questions[0])
    anyone.opens(f"/certificates/verify/{Credential.objects.get(person=clerk, scheme=scheme).code}/", "verify-stale")
    anyone.sees("政策变更")

    line = AppraisalEntry.objects.filter(person=clerk, indicator__key="exam", period__state="open").latest("pk")
    assert any(piece["key"] == str(sitting.pk) or sitting.title in piece["text"] for piece in line.evidence)
    month_steps.objects_to(phone, line)
    month_steps.answers_objections(manager, line.period)
    month_steps.closes_the_month(manager, line.period)
    assert "通报" in month_steps.takes_the_bulletin(manager, line.period)
