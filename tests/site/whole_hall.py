"""One object of everything, all of 云水's or of its clerk's own: what the walk over every address asks for."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from PIL import Image as Canvas
from wagtail.admin.models import EditingSession
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Site, Task, Workflow
from wagtailmedia.models import get_media_model

from appraisal.models import AppraisalEntry
from appraisal.rules.layouts import RED_LINES
from appraisal.services.enter_veto import enter_veto
from appraisal.services.keep_awards import keep_award
from appraisal.services.keep_good_deeds import keep_good_deed
from appraisal.services.keep_score_tokens import issue_score_token
from appraisal.services.open_period import open_period
from appraisal.services.raise_objection import raise_objection
from appraisal.services.reckon_period import reckon_period
from certificates.models import Credential, CredentialScheme
from certificates.services.request_standing import request_standing
from drills.services.publish_scenario import publish_scenario
from drills.services.release_assessed import release_assessed
from drills.services.save_draft import create_scenario
from drills.services.start_run import start_run
from exams.models import MarkingTask
from exams.services.claim_task import claim_task
from exams.services.give_mark import give_mark
from exams.services.grant_accommodation import grant_accommodation
from exams.services.open_appeal import open_appeal
from exams.services.propose_key_change import corrected_key, propose_key_change
from exams.services.release_results import release_results
from foundation.facts import drain_all
from foundation.models import AuditEntry, Notice
from plans.models import TrainingClass
from plans.services.keep_class import keep_class, record_attendance
from question_bank.models import ImportJob, QuestionMedia
from question_bank.services.ask_enquiry import ask_enquiry
from question_bank.services.note_wrong_answer import note_wrong_answer
from question_bank.services.reply_enquiry import reply_enquiry
from service_items.models import Duty, ReceptionPhrase, ServiceItem, ServiceRule
from tests.appraisal.sheet_stories import brought
from tests.cast import Cast
from tests.courses.library import make_course
from tests.drills.cases import case
from tests.exams.blueprint_stories import blueprint_of
from tests.exams.exam_stories import open_now, started
from tests.exams.marking_stories import handed_in
from tests.plans.plan_stories import make_plan
from tests.policies.library import draft_policy, publish
from training_site.portal.services.send_suggestion import send_suggestion


def addresses(patterns=None, before: str = "") -> Iterator[str]:
    """Every address pattern of the site, in the order in which the site looks them up."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        else:
            yield route


def furnish(cast: Cast) -> dict[str, object]:
    """Fill the hall. What stands in an address's angle brackets → the object's id; "prefix name" where names recur."""
    ids: dict[str, object] = {}
    for fill in (_catalogue, _library, _exam, _drill, _bank, _certificate, _appraisal, _people, _admin):
        ids |= fill(cast, ids)
    return ids


def _catalogue(cast: Cast, ids: dict) -> dict:
    for number in range(1, 16):
        ServiceItem.objects.get_or_create(code=f"I{number:02}", defaults={"name": f"事项 {number}"})
    for number in range(1, 21):
        ServiceRule.objects.get_or_create(code=f"R{number:02}", defaults={"name": f"规则 {number}"})
    item = ServiceItem.objects.get(code="I04")
    duty = Duty.objects.create(posting=cast.learner.postings.get(), item=item, part="A")
    ServiceItem.objects.filter(pk=item.pk).update(node=cast.hall)
    item.refresh_from_db()
    revision = item.save_revision(user=cast.trainer)
    begun = item.get_workflow().start(item, cast.trainer)
    rule = ServiceRule.objects.first().pk
    phrase = ReceptionPhrase.objects.create(moment="notice", occasion="材料不齐", words="一共缺两样。").pk
    ReceptionPhrase.objects.create(moment="never", words="补齐再来", instead="一次写清缺什么")
    return {
        "items/ code": "I04", "item_id": item.pk, "service-items/ pk": item.pk, "service_items/serviceitem/ pk": item.pk,
        "service-rules/ pk": rule, "service_items/servicerule/ pk": rule,
        "reception-phrases/ pk": phrase, "service_items/receptionphrase/ pk": phrase, "service-items/ revision_id": revision.pk,
        "revision_id_a": "earliest", "revision_id_b": "latest", "service-items/ task_id": begun.current_task_state.task_id,
        "service-items/ task_state_id": begun.current_task_state.pk, "service-items/ workflow_state_id": begun.pk,
        "service-items/ action_name": "approve", "duties/ place": cast.hall.code, "posting_id": duty.posting_id,
        "duty_id": duty.pk, "duties/ deed": "part",
    }  # fmt: skip


def _library(cast: Cast, ids: dict) -> dict:
    course = make_course(cast)
    policy = publish(cast, draft_policy(cast))
    plan = make_plan(cast, ("course", course.page.key))
    begun = course.first.get_workflow().start(course.first, cast.trainer)
    held = TrainingClass(title="集中培训", node=cast.hall, starts_at=timezone.now() - timedelta(hours=1), place="二楼")
    held = keep_class(training_class=held, by=cast.trainer)
    record_attendance(training_class=held, people=[cast.learner], by=cast.trainer)
    return {
        "learning/ key": course.page.key, "course": course.page.slug, "lesson": course.first.slug, "policy/ key": policy.key,
        "plans/ pk": plan.pk, "plans/classes/ pk": held.pk, "step_pk": plan.steps.first().pk, "page_id": course.first.pk, "policies/ page_id": policy.pk,
        "cms/courses/<int:page_id> page_id": course.page.pk, "which": "pre-test", "questions/checks/ check_id": course.first.check_set_id,
        "version_id": course.first.check_set.entries.first().question.current_version_id,
        "parent_page_id": course.page.pk, "revision_id": course.first.latest_revision_id,
        "task_state_id": begun.current_task_state.pk,
        "pages/ workflow_state_id": begun.pk, "action_name": "approve", "page_pk": course.page.pk,
        "page_to_move_id": course.first.pk, "destination_id": course.page.get_parent().pk, "cms/api/ pk": course.first.pk,
    }  # fmt: skip


def _exam(cast: Cast, ids: dict) -> dict:
    period = open_period(node=cast.hall, month=timezone.localdate(), by=cast.manager)
    sitting = open_now(cast, [cast.learner, cast.cover])
    desk = started(cast.learner, sitting)
    desk.answer(1)
    desk.call("post", f"{desk.path}/integrity", {"kind": "paste", "length": 3})
    desk.hand_in()
    drain_all()
    release_results(sitting=sitting, by=cast.officer)
    drain_all()
    version = sitting.paper_version
    appeal = open_appeal(attempt_id=desk.row().pk, number=2, by=cast.learner, reason="两个答案都对")
    other = version.questions.last().version
    key = corrected_key(other, given={"correct": ["A"]}, everyone=False, explanation="")
    change = propose_key_change(version=other, key=key, reason="指南已改", by=cast.officer)
    written, _desks = handed_in(cast, [cast.cover], drain_all)
    waiting = MarkingTask.objects.get(attempt__sitting=written)
    task = claim_task(sitting=written, version_id=waiting.version_id, by=cast.reviewer)
    give_mark(task_id=task.pk, by=cast.reviewer, awarded=[(Decimal(2), Decimal(3)), (Decimal(2), Decimal(2))])
    return {
        "task_id": task.pk, "blueprint_id": blueprint_of(cast).pk,
        "exams/marking/ version_id": task.version_id, "exams/marking/ sitting_id": written.pk,
        "appeal_id": appeal.pk, "change_id": change.pk, "officer/attempts/ deed": "ask-void",
        "sitting_id": sitting.pk, "attempt_id": desk.row().pk, "event_id": desk.row().integrity_events.get().pk,
        "exams/officer/papers/ version_id": version.pk, "period object": period,
        "questions/ question_id": version.questions.first().version.question_id,
        "exams/officer/questions/ version_id": version.questions.first().version_id,
        "accommodation_id": grant_accommodation(person=cast.learner, by=cast.officer, reason="视力", large_type=True).pk,
    }  # fmt: skip


def _drill(cast: Cast, ids: dict) -> dict:
    scenario = create_scenario(content=case("D01"), node=cast.hall, by=cast.trainer)
    publish_scenario(scenario=scenario, by=cast.trainer)
    scenario.refresh_from_db()
    now = timezone.now()
    release = release_assessed(
        version=scenario.current_version, people=[cast.learner], node=cast.hall, opens_at=now,
        closes_at=now + timedelta(days=1), by=cast.officer,
    )  # fmt: skip
    content = scenario.content
    return {
        "drills/ key": scenario.key, "drills/runs/ pk": start_run(scenario=scenario, by=cast.learner).pk,
        "drills/assessed/ pk": release.pk, "releases/ pk": release.pk, "cms/drills/ pk": scenario.pk, "number": 1,
        "scene_id": content["start"], "ending_id": content["endings"][0]["id"],
    }  # fmt: skip


def _bank(cast: Cast, ids: dict) -> dict:
    from question_bank.models import Question

    question = Question.objects.get(pk=ids["questions/ question_id"])
    picture = QuestionMedia.objects.create(question=question, content_type="image/png", sha256="0" * 64, alt="图")
    picture.file.save("x", ContentFile(_png()))
    job = ImportJob(bank=question.bank, by=cast.trainer, file_name="试题.xlsx", created_at=timezone.now())
    job.spool.save("x", ContentFile(b"1. x"))
    enquiry = ask_enquiry(title="能不能缺？", text="少一样材料能不能先受理？", by=cast.learner)
    reply = reply_enquiry(enquiry=enquiry, by=cast.cover, text="可以容缺。")
    return {
        "token": picture.token, "job_id": job.pk, "enquiry_id": enquiry.pk, "reply_id": reply.pk,
        "entry_id": note_wrong_answer(person=cast.learner, question=question, origin="practice").pk,
        "questions/ deed": "copy", "import/ deed": "check",
    }  # fmt: skip


def _certificate(cast: Cast, ids: dict) -> dict:
    scheme = CredentialScheme.objects.create(key="item-i04", title="高龄津贴", node=cast.hall, published=True)
    scheme.service_items.add(ServiceItem.objects.get(code="I04"))
    now = timezone.now()
    credential = Credential.objects.create(
        person=cast.learner, scheme=scheme, evidence=[], evidence_hash="1", issued_at=now, proved_at=now,
        expires_on=timezone.localdate() + timedelta(days=300),
    )  # fmt: skip
    credential.events.create(kind="issued", at=now, evidence_hash="1", proved_at=now, expires_on=credential.expires_on)
    request = request_standing(credential=credential, kind="suspended", reason="核实", by=cast.officer)
    return {
        "certificates/ pk": credential.pk, "schemes/ key": scheme.key, "verify/ code": credential.code,
        "holders/ pk": credential.pk, "requests/ pk": request.pk, "cms/certificates/schemes/ pk": scheme.pk,
    }  # fmt: skip


def _appraisal(cast: Cast, ids: dict) -> dict:
    period = ids["period object"]
    reckon_period(period=period)
    entry = AppraisalEntry.objects.get(person=cast.learner, indicator__key="exam")
    objection = raise_objection(entry=entry, text="第 3 题的口径已经改了", by=cast.learner)
    sheet = brought(
        period, "attendance", [(cast.learner.username, period.month.isoformat(), "迟到", 8)], by=cast.manager
    )
    veto = enter_veto(
        period=period, person=cast.cover, on=period.month, red_line=RED_LINES[0], facts="多要一份", proof="工单",
        by=cast.manager,
    )  # fmt: skip
    award = keep_award(period=period, kind="model", person=cast.learner, by=cast.manager)
    deed = keep_good_deed(period=period, person=cast.learner, on=period.month, text="拾到证件交还", by=cast.manager)
    token, _secret = issue_score_token(name="平台", node=cast.hall, days=30, by=cast.manager)
    return {
        "appraisal/ pk": period.pk, "entry_pk": entry.pk, "objections/ pk": objection.pk, "period": period.pk,
        "appraisal/sheets/ pk": sheet.pk, "person_pk": cast.learner.pk, 
        "awards/ pk": award.pk, "vetoes/ pk": veto.pk, "deeds/ pk": deed.pk, "tokens/ pk": token.pk, "username": cast.learner.username,
    }  # fmt: skip


def _people(cast: Cast, ids: dict) -> dict:
    suggestion = send_suggestion(by=cast.learner, text="字太小")
    session = SessionStore()
    session["_auth_user_id"] = str(cast.learner.pk)
    session.save()
    seat = UserSession.objects.create(user=cast.learner, session_key=session.session_key, ip="10.0.0.1", user_agent="x")
    return {
        "suggestions/ pk": suggestion.pk, "notices/ pk": Notice.objects.filter(person=cast.learner).first().pk,
        "sessions/ pk": seat.pk, "people/ pk": cast.learner.pk, "grant_pk": cast.learner.role_grants.first().pk,
        "account/ deed": "deactivate", "places/ pk": cast.hall.pk, "windows/ pk": cast.window.pk,
        "sequence": AuditEntry.objects.filter(node_path=cast.hall.path).latest("sequence").sequence, "kind": "xlsx",
    }  # fmt: skip


def _admin(cast: Cast, ids: dict) -> dict:
    """The media library, a workflow and what else Wagtail keeps."""
    shelf = Collection.get_first_root_node() or Collection.add_root(name="Root")
    image = get_image_model().objects.create(title="图", file=ContentFile(_png(), "picture.png"), collection=shelf)
    document = get_document_model().objects.create(title="文", file=ContentFile(b"text", "paper.txt"), collection=shelf)
    film = get_media_model().objects.create(
        title="片", type="video", duration=1, file=ContentFile(b"\0" * 64, "film.mp4"), collection=shelf
    )
    workflow = Workflow.objects.first() or Workflow.objects.create(name="审核")
    lesson = Page.objects.get(pk=ids["page_id"])
    seat = EditingSession.objects.create(user=cast.trainer, content_object=lesson, last_seen_at=timezone.now())
    return {
        "tasks/ pk": Task.objects.first().pk, "sites/ pk": Site.objects.first().pk, "groups/ pk": Group.objects.first().pk,
        "users/ pk": cast.learner.pk, "session_id": seat.pk, "object_id": lesson.pk,
        "editing-sessions/ app_label": "wagtailcore", "editing-sessions/ model_name": "page",
        "pages/create/ app_label": "courses", "pages/create/ model_name": "lessonpage",
        "tasks/add/ app_label": "wagtailcore", "tasks/add/ model_name": "groupapprovaltask",
        "tag-autocomplete/ app_name": "taggit", "tag-autocomplete/ model_name": "tag",
        "confirm-email key": "x", "uidb36": "1", "uidb64": "1", "confirm/ token": "x-x", "password/reset/ key": "x",
        "restriction_id": 0, "page_view_restriction_id": 0, "settings/ app_name": "courses", "settings/ model_name": "lessonpage", "settings/ pk": lesson.pk,
        "image_id": image.pk, "document_id": document.pk, "doc_id": document.pk, "media_id": film.pk, "workflow_pk": workflow.pk,
        "images/chooser/ pk": image.pk, "documents/chooser/ pk": document.pk, "workflows/ pk": workflow.pk, "name": image.file.name,
        "filter_spec": "max-165x165", "uploaded_file_id": 1, "bulk/ app_label": "wagtailcore", "bulk/ model_name": "page",
        "bulk/ action": f"delete/?id={ids['page_id']}#", "collections/ pk": shelf.pk, "collection_id": shelf.pk,
        "content_type_app_name": "courses", "content_type_model_name": "lessonpage", "media_type": "video",
    }  # fmt: skip


def _png() -> bytes:
    target = BytesIO()
    Canvas.new("RGB", (8, 8), "white").save(target, "PNG")
    return target.getvalue()


def filled(route: str, ids: dict) -> str | None:
    """The address of the hall's object; None if nothing in the hall answers to what stands in the brackets."""

    def value(match) -> str:
        name, before = match[1], route[: match.start()]
        keys = [key for key in ids if " " in key and key.split(" ")[1] == name and key.split(" ")[0] in before]
        found = ids[max(keys, key=lambda key: before.rfind(key.split(" ")[0]))] if keys else ids.get(name)
        if found is None:
            raise LookupError(name)
        return str(found)

    try:
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", value, plain(route))
    except LookupError:
        return None


def plain(route: str) -> str:
    """A pattern written as regular expression, with its groups in brackets like the others."""
    route = re.sub(r"\(\?P(<\w+>)(?:[^()]|\([^()]*\))*\)", r"\1", route)
    route = re.sub(r"\([^()]*\)\?", "", route)
    return re.sub(r"[\\^$]", "", route)
