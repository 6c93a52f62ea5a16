"""The whole line on the demo hall, in a real browser: questions, exam, plan, lesson, drill, certificate, a changed rule,
the month and its bulletin. What each person sees is asserted on the way; pictures go to var/journey/."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
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
from tests.journeys import bank_steps, change_steps, exam_steps, figure_steps, month_steps, raw_figures, study_steps
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
    in_worker(raw_figures.hang_together, hall["auditor"])
    trainer, reviewer, officer, manager = (at(name) for name in ("trainer", "reviewer", "officer", "manager"))
    phone, anyone = at("clerk", width=360), at("outsider", width=360)

    questions = [*bank_steps.imports_a_file(trainer, hall["trainer"]), bank_steps.writes_one(trainer)]
    bank_steps.approves(reviewer, questions)
    version = exam_steps.makes_a_paper(officer, at("officer-b"), exam_steps.writes_a_blueprint(officer))
    sitting = exam_steps.arranges_a_sitting(officer, version, clerk)
    scheme = scheme_for(sitting)
    steps = [("course", "document-check"), ("drill", "D01"), ("sitting", str(sitting.pk))]
    plan = study_steps.assigns_a_plan(manager, [clerk, hall["clerk-b"]], steps, today)
    begun = figure_steps.completion_of(manager, plan.pk, "manager-completion-before")
    cleared = figure_steps.cleared_for(manager, ITEM, "manager-coverage-before")
    assert (begun.people, begun.complete, begun.above_mark) == (2, 0, 0)

    phone.opens("/", "clerk-home").sees(sitting.title)
    study_steps.studies(phone, LessonPage.objects.get(key="reception-first-inquiry"))
    study_steps.tests_out(phone, clerk, CoursePage.objects.get(key="document-check"), today)
    study_steps.practises(phone, clerk, "D01")
    attempt = exam_steps.sits_the_exam(phone, clerk, sitting)
    in_worker(facts.drain_all)
    exam_steps.releases(officer, sitting)
    in_worker(facts.drain_all)
    phone.opens(f"/exams/attempts/{attempt.pk}/", "clerk-result").sees("100", "合格")
    credential = Credential.objects.get(person=clerk, scheme=scheme)
    certificate_of(phone, anyone, credential, tmp_path)
    done = figure_steps.completion_of(manager, plan.pk, "manager-completion-after")
    steps_done = begun.steps | {"clerk": "3/3"}
    assert done == replace(begun, complete=50, took_part=max(begun.took_part, 50), above_mark=50, steps=steps_done)
    assert figure_steps.cleared_for(manager, ITEM, "manager-coverage-after") == cleared + 1

    tomorrow = today + timedelta(days=1)
    policy = change_steps.writes_a_policy(trainer, today, effective_on=tomorrow)
    change_steps.approves_the_policy(reviewer, policy)
    in_worker(facts.drain_all)
    changed = LessonPage.objects.get(key="civil-affairs-elders"), questions[0], SCHEME
    change_steps.is_announced(phone, trainer, *changed)
    with time_machine.travel(change_steps.first_moment(tomorrow)):  # everybody signs in anew on that day
        change_steps.is_stale(at("clerk", width=360), at("trainer"), *changed)
        at("outsider", width=360).opens(f"/certificates/verify/{credential.code}/", "verify-stale").sees("政策变更")
        assert figure_steps.cleared_for(at("manager"), ITEM, "manager-coverage-changed") == 0

    line = AppraisalEntry.objects.filter(person=clerk, indicator__key="exam", period__state="open").latest("pk")
    assert any(piece["key"] == str(sitting.pk) or sitting.title in piece["text"] for piece in line.evidence)
    month_steps.objects_to(phone, line)
    month_steps.answers_objections(manager, line.period)
    month_steps.closes_the_month(manager, line.period)
    assert "通报" in month_steps.takes_the_bulletin(manager, line.period)
