"""A released result says what to study next, comes as a PDF, and its mistakes come back in practice."""

import re
import subprocess
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.models import Result
from exams.services.hand_down_mistakes import hand_down_lately, hand_down_mistakes
from exams.services.release_results import release_results
from exams.services.write_reviews import write_waiting_reviews
from foundation.registries import links, study
from question_bank.models import QuestionVersion, Topic, WrongAnswer
from question_bank.services.note_wrong_answer import note_wrong_answer
from service_items.models import ServiceItem, ServiceRule
from tests.exams.exam_stories import open_now, started
from training_site.templatetags.shell import points


@pytest.fixture
def desk(cast, deliver):
    """The learner has question 1 right and 2 and 3 wrong, in an exam on 一次性告知; results are not out yet."""
    sitting = open_now(cast, [cast.learner, cast.cover])
    item = ServiceItem.objects.create(code="I04", name="失业登记")
    rule = ServiceRule.objects.create(code="R04", name="一次性告知")
    for question in sitting.paper_version.questions.all()[:2]:
        question.version.service_items.add(item)
        question.version.rules.add(rule)
    topic = Topic.objects.create(code="02.01", name="材料受理")
    QuestionVersion.objects.filter(paper_questions__paper_version=sitting.paper_version).update(topic=topic)
    desk = started(cast.learner, sitting)
    desk.answer(1)
    desk.answer(2, "三日")
    desk.hand_in()
    deliver()
    return desk


def released(cast, desk, deliver) -> Result:
    release_results(sitting=desk.row().sitting, by=cast.officer)
    deliver()
    return Result.objects.get()


def test_mistakes_reach_the_notebook_after_the_release_and_only_once(cast, desk, deliver):
    assert not WrongAnswer.objects.exists()
    result = released(cast, desk, deliver)
    rows = WrongAnswer.objects.filter(person=cast.learner)
    assert list(rows.values_list("origin", "times")) == [("exam", 1), ("exam", 1)]
    assert hand_down_lately() == 0 and hand_down_mistakes(result_id=result.pk) == 0
    rows.update(cleared_at=timezone.now())
    hand_down_lately()
    assert rows.filter(cleared_at=None).count() == 0  # what was understood since stays understood
    again = note_wrong_answer(person=cast.learner, question=rows[0].question, origin="practice")
    assert hand_down_lately() == 0 and again.times == 2


def test_the_result_page_says_what_to_study_next(cast, desk, deliver, sign_in, monkeypatch):
    result = released(cast, desk, deliver)
    here = lambda user, codes: [study.StudyLink(code, "演练", f"练 {code}", "/drills/x/") for code in codes]  # noqa: E731
    monkeypatch.setitem(study._sources, "test", here)
    page = sign_in(cast.learner).get(reverse("exams:result", args=[desk.row().pk])).content.decode()
    assert "接下来学什么" in page and "练 I04" in page and "练 R04" in page and "练这一块的题" in page
    assert re.findall('class="sub-head">([^<]+)', page) == ["事项", "服务规则", "知识点"]
    assert "还有人没考完" in page and "逐题回顾</h2>" not in page
    write_waiting_reviews(at=result.sitting.closes_at)
    page = sign_in(cast.learner).get(reverse("exams:result", args=[desk.row().pk])).content.decode()
    assert page.index("接下来学什么") < page.index("逐题回顾</h2>")  # on a phone too, before the long list of questions
    link = links.resolve("result", str(result.pk))
    assert link.visible_to(cast.learner) and not link.visible_to(cast.cover)


def test_the_score_slip_is_a_pdf_with_the_score_and_its_areas(cast, desk, deliver, sign_in):
    slip = reverse("exams:slip", args=[desk.row().pk])
    assert sign_in(cast.learner).get(slip).status_code == 404  # not released yet
    released(cast, desk, deliver)
    response = sign_in(cast.learner).get(slip)
    assert response["Content-Type"] == "application/pdf"
    read = subprocess.run(["pdftotext", "-", "-"], input=response.content, capture_output=True, check=True)
    text = read.stdout.decode()
    for words in (
        "成绩单",
        "何晓岚",
        "t1001",
        "云水大厅",
        "11 月月度考核",
        "未合格",
        "失业登记",
        "一次性告知",
        "材料受理",
    ):
        assert words in text
    places = [text.index(words) for words in ("分项得分：事项", "分项得分：服务规则", "分项得分：知识点")]
    assert places == sorted(places) and places[0] < text.index("失业登记") < places[1] < text.index("一次性告知")
    for person in (cast.cover, cast.officer, cast.manager):
        assert sign_in(person).get(slip).status_code == 404


def test_a_score_is_shown_neither_rounded_nor_padded():
    shown = [points(Decimal(given)) for given in ("60.00", "8.50", "59.95", "0.00", "100")]
    assert shown == ["60", "8.5", "59.95", "0", "100"]
