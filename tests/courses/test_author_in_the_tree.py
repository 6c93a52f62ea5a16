"""Trainers write in their part of the tree, reviewers publish; another hall's author finds no way in."""

from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import CoursePage, CourseVersion, LessonPage
from question_bank.models import Check
from tests.courses.library import make_course, make_question


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_the_halls_trainer_opens_the_editor_and_may_not_publish(cast):
    course = make_course(cast)
    assert signed_in(cast.trainer).get(edit(course.first)).status_code == 200
    allowed = LessonPage.objects.get(pk=course.first.pk).permissions_for_user(cast.trainer)
    assert allowed.can_edit() and not allowed.can_publish()
    assert course.first.permissions_for_user(cast.reviewer).can_publish()


def test_another_halls_trainer_and_reviewer_can_do_nothing_to_it(cast):
    course = make_course(cast)
    client = signed_in(cast.stranger_trainer)
    for page in (course.page, course.first):
        assert client.get(edit(page)).status_code in (302, 403, 404)
        assert client.post(edit(page), {"title": "改掉"}).status_code in (302, 403, 404)
        for name in ("delete", "unpublish", "move", "copy"):
            assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk])).status_code in (302, 403, 404)
    assert client.get(reverse("course_admin:lesson_check", args=[course.first.pk])).status_code == 404
    assert CoursePage.objects.get().title == "容缺受理"


def test_the_explorer_lists_only_courses_of_ones_own_part(cast):
    course = make_course(cast)
    listing = reverse("wagtailadmin_explore", args=[course.page.get_parent().pk])
    assert "容缺受理" in signed_in(cast.trainer).get(listing).content.decode()
    assert "容缺受理" not in signed_in(cast.stranger_trainer).get(listing).content.decode()


def test_a_learner_has_no_way_into_the_editor(cast):
    course = make_course(cast)
    assert signed_in(cast.learner).get(edit(course.first)).status_code in (302, 403, 404)


def test_a_draft_goes_from_the_trainer_through_the_reviewer_and_then_a_version_is_frozen(cast):
    course = make_course(cast)
    before = CourseVersion.objects.count()
    lesson = LessonPage.objects.get(pk=course.first.pk)
    lesson.title = "容缺受理四个条件"
    lesson.save_revision(user=cast.trainer)
    state = lesson.get_workflow().start(lesson, cast.trainer)
    task = state.current_task_state.task.specific
    assert task.get_actions(lesson, cast.stranger_trainer) == []
    assert not task.get_task_states_user_can_moderate(cast.stranger_trainer).exists()
    assert "approve" in {action[0] for action in task.get_actions(lesson, cast.reviewer)}
    assert CourseVersion.objects.count() == before
    state.current_task_state.approve(user=cast.reviewer)
    assert LessonPage.objects.get(pk=lesson.pk).title == "容缺受理四个条件"
    assert CourseVersion.objects.count() == before + 1


def test_nobody_approves_the_text_that_they_wrote_last(cast):
    lesson = LessonPage.objects.get(pk=make_course(cast).first.pk)
    lesson.title = "审题员改过的标题"
    lesson.save_revision(user=cast.reviewer)
    state = lesson.get_workflow().start(lesson, cast.reviewer)
    task = state.current_task_state.task.specific
    lesson.refresh_from_db()
    assert "approve" not in {action[0] for action in task.get_actions(lesson, cast.reviewer)}


def test_a_trainer_chooses_the_questions_of_a_lesson_and_they_go_live_with_it(cast):
    course = make_course(cast)
    new = make_question(cast, "extra", [course.item])
    address = reverse("course_admin:lesson_check", args=[course.first.pk])
    client = signed_in(cast.trainer)
    assert "extra" in client.get(address).content.decode()
    client.post(address, {"questions": [new.pk], "pass_count": 1})
    assert LessonPage.objects.get(pk=course.first.pk).check_set == course.first.check_set
    lesson = LessonPage.objects.get(pk=course.first.pk)
    lesson.latest_revision.publish()
    check = LessonPage.objects.get(pk=lesson.pk).check_set
    assert check.kind == Check.Kind.LESSON and [entry.question for entry in check.entries.all()] == [new]


def test_a_check_that_cannot_be_passed_is_refused_at_the_field(cast):
    course = make_course(cast)
    question = course.first.check_set.entries.get().question_id
    address = reverse("course_admin:lesson_check", args=[course.first.pk])
    page = signed_in(cast.trainer).post(address, {"questions": [question], "pass_count": 3}).content.decode()
    assert "只选了 1 题，不能要求答对更多" in page


def test_another_halls_questions_cannot_be_chosen(cast):
    from question_bank.inline_questions import take_in
    from question_bank.models import Bank

    course = make_course(cast)
    bank = Bank.objects.create(slug="other", name="石桥题库", node=cast.other_hall)
    row = {
        "key": "theirs", "kind": "true_false", "stem": "石桥的题。", "explanation": "", "basis": "", "rules": [],
        "options": [{"id": "T", "text": "正确", "correct": True}, {"id": "F", "text": "错误", "correct": False}],
        "service_items": [], "difficulty": 1,
    }  # fmt: skip
    theirs = take_in(row=row, bank=bank, author=cast.stranger_trainer, approver=cast.reviewer)
    address = reverse("course_admin:lesson_check", args=[course.first.pk])
    answer = signed_in(cast.trainer).post(address, {"questions": [theirs.pk], "pass_count": 1})
    assert answer.status_code == 200
    assert LessonPage.objects.get(pk=course.first.pk).check_set == course.first.check_set


def test_a_trainer_writes_a_new_lesson_in_the_admin(cast):
    course = make_course(cast)
    client, address = (
        signed_in(cast.trainer),
        reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.page.pk]),
    )
    assert client.get(address).status_code == 200
    written = {
        "title": "第三课", "slug": "third", "key": "third", "goal": "学完能分清两种材料。", "minutes": 4, "checked_on": "",
        **nested_form_data({"body": streamfield([])}),
    }  # fmt: skip
    assert client.post(address, written).status_code == 302
    lesson = LessonPage.objects.get(key="third")
    assert not lesson.live and lesson.course() == course.page
    assert signed_in(cast.stranger_trainer).get(address).status_code in (302, 403, 404)


def test_the_admins_search_finds_chinese_titles_of_ones_own_part_only(cast):
    make_course(cast)
    search = reverse("wagtailadmin_pages:search")
    assert "课时 tolerance-one" in signed_in(cast.trainer).get(search, {"q": "tolerance 课时"}).content.decode()
    assert "容缺受理" in signed_in(cast.trainer).get(search, {"q": "容缺"}).content.decode()
    assert "容缺受理" not in signed_in(cast.stranger_trainer).get(search, {"q": "容缺"}).content.decode()
