"""What people do in the browser, in their words; each step checks what the person sees."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from courses.models import LessonPage
from drills.models import Run
from drills.play import position_of
from question_bank import keys
from question_bank.models import QuestionVersion
from question_bank.selectors import check_questions
from tests.browser import axe_violations, scrolls_sideways
from tests.drills.cases import expert_way

SHOTS = Path(settings.JOURNEY_SHOTS_DIR)


def in_worker(deed, *args, **kwargs):
    """Do what a background worker does in a thread of its own: the browser driver's event loop fills this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            return pool.submit(deed, *args, **kwargs).result()
        finally:
            pool.submit(connections.close_all).result()


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, page) -> None:
        self.page = page

    def opens(self, path: str, shot: str = "") -> "Person":
        """Open a page of ours: it must fit the window, break no content policy, and please axe."""
        self.page.goto(self.page.live_url + path)
        return self.looks(shot)

    def goes(self, path: str) -> "Person":
        """Open a page inside Wagtail's shell, whose frame is not ours to mend."""
        self.page.goto(self.page.live_url + path)
        assert self.page.troubles == []
        return self

    def looks(self, shot: str = "") -> "Person":
        assert self.page.locator("h1").count() >= 1, self.page.url
        assert not scrolls_sideways(self.page), f"{self.page.url} scrolls sideways"
        found = axe_violations(self.page)
        assert not found, f"{self.page.url}: {found}"
        assert self.page.troubles == []
        if shot:
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{shot}.png", full_page=True)
        return self

    def sees(self, *texts: str) -> "Person":
        for text in texts:
            self.page.get_by_text(text).filter(visible=True).first.wait_for()
        return self

    def does_not_see(self, text: str) -> "Person":
        assert self.page.get_by_text(text).count() == 0, f"{text!r} is on {self.page.url}"
        return self

    def clicks(self, name: str, *, role: str = "button", exact: bool = False) -> "Person":
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        return self

    def chooses(self, name: str, text: str) -> "Person":
        """Choose the first option that holds the text."""
        select = self.page.locator(f'select[name="{name}"]').first
        select.select_option(select.locator("option", has_text=text).first.get_attribute("value"))
        return self

    def fills(self, **fields) -> "Person":
        """Fill fields by their `name`; a list chooses several options of a select."""
        for name, value in fields.items():
            field = self.page.locator(f'[name="{name}"]:visible').first
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(str(value))
        return self


def right_texts(version: QuestionVersion) -> list[str]:
    """The texts that a person who knows the answer would choose; empty for kinds that are not choices."""
    key = keys.key_of(version.pk).key
    if version.kind == "true_false":
        return ["正确"] if key["correct"] else ["错误"]
    options = {option["id"]: option["text"] for option in version.content.get("options", [])}
    return [options[each] for each in key.get("correct", []) if each in options]


def answer_choices(scope, version: QuestionVersion) -> bool:
    """Choose the right options within a question's article; whether it is a kind that can be chosen."""
    texts = right_texts(version)
    for text in texts:
        scope.locator("label.opt", has_text=text).first.click()
    return bool(texts)


def passes_check(person: Person, lesson: LessonPage) -> None:
    """Answer the lesson's check rightly on the open lesson page and read the verdict."""
    form = person.page.locator(f"#check-{lesson.check_set_id}")
    for version in check_questions(lesson.check_set, timezone.localdate()):
        answer_choices(form.locator("article.q", has_text=version.stem[:24]), version)
    form.get_by_role("button", name="交答案").click()
    person.sees("已通过")


def plays_like_the_expert(person: Person, run: Run) -> None:
    """Walk the expert path of the run's version, scene by scene, to the debrief."""
    page = person.page
    for scene_id, move in expert_way(run.version.content, run.seed):
        assert position_of(Run.objects.get(pk=run.pk)).scene == scene_id
        for document, mark in move.get("marks", {}).items():
            page.locator(f'label:has([name="mark-{document}"][value="{mark}"])').click()
        for point in move.get("points", []):
            page.locator(f'label:has([name="point"][value="{point}"])').click()
        if "choice" in move:
            page.locator(f'label:has([name="choice"][value="{move["choice"]}"])').click()
        page.locator('#move button[type="submit"]').click()
        page.wait_for_load_state()
