"""Short sentences for stories about exams."""

import json
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from exams.models import Attempt, Paper, PaperVersion, Sitting
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.invite_candidates import invite_candidates
from exams.services.open_sitting import open_sitting
from exams.services.publish_paper import publish_paper
from exams.services.sign_paper import sign_paper
from foundation.models import User
from question_bank.models import Question
from tests.cast import Cast
from tests.exams.described import check_answer, description
from tests.question_bank.bank_stories import approved, single

MINUTE = timedelta(minutes=1)


def questions(cast: Cast, count: int = 3) -> list[Question]:
    """`count` approved single-choice questions; the right option is always B."""
    return [approved(cast, **single(f"第 {number} 题：最迟几日内一次告知？")) for number in range(1, count + 1)]


def draft_paper(cast: Cast, count: int = 3, title: str = "月度考核试卷") -> Paper:
    rows = [(question.current_version, 2) for question in questions(cast, count)]
    return create_fixed_paper(title=title, node=cast.hall, by=cast.officer, questions=rows)


def signed_paper(cast: Cast, count: int = 3) -> PaperVersion:
    """A paper that one officer published and the other signed."""
    paper = draft_paper(cast, count)
    publish_paper(paper=paper, by=cast.officer)
    return sign_paper(paper=paper, by=cast.officer_b)


def open_now(cast: Cast, people: list[User] | None = None, *, count: int = 3, version=None, **rules) -> Sitting:
    """A sitting that opened a minute ago, with the learner (or `people`) invited."""
    now = timezone.now()
    given = {"opens_at": now - MINUTE, "closes_at": now + 120 * MINUTE, "limit": 60 * MINUTE, **rules}
    sitting = open_sitting(
        title="11 月月度考核",
        node=cast.hall,
        by=cast.officer,
        paper_version=version or signed_paper(cast, count),
        **given,
    )
    invite_candidates(sitting=sitting, people=people or [cast.learner], by=cast.officer)
    return sitting


class Desk:
    """A candidate at a computer, speaking the JSON API as the player does; every answer is held against its description."""

    def __init__(self, person: User, client_id: str = "desk-1", **client) -> None:
        description()  # read once, so that no story counts its statements
        self.person, self.client_id = person, client_id
        self.http = Client(**client)
        self.http.force_login(person)
        self.seq = 0
        self.attempt: dict = {}

    def call(self, method: str, path: str, body=None, **more):
        data = {} if body is None else {"data": body if isinstance(body, str) else json.dumps(body)}
        response = getattr(self.http, method)(f"/api/v1/{path}", content_type="application/json", **data, **more)
        check_answer(method, f"/api/v1/{path}".partition("?")[0], response)
        return response

    def start(self, sitting: Sitting) -> dict:
        response = self.call("post", f"sittings/{sitting.pk}/attempts")
        assert response.status_code in (200, 201), response.content.decode()
        self.attempt = response.json()
        return self.attempt

    @property
    def path(self) -> str:
        return f"attempts/{self.attempt['id']}"

    def question(self, number: int) -> dict:
        return self.attempt["questions"][number - 1]

    def option(self, number: int, text: str) -> str:
        """The id under which this candidate sees the option with that text."""
        return next(each["id"] for each in self.question(number)["content"]["options"] if each["text"] == text)

    def change(self, number: int, text: str | None = "五日", seq: int | None = None) -> dict:
        if seq is None:
            self.seq += 1
            seq = self.seq
        value = None if text is None else self.option(number, text)
        return {"question": self.question(number)["id"], "value": value, "seq": seq}

    def put(self, *changes: dict):
        return self.call("put", f"{self.path}/responses", {"client": self.client_id, "responses": list(changes)})

    def answer(self, number: int, text: str | None = "五日", seq: int | None = None):
        """Choose the option with that text (五日 is right) and save it."""
        return self.put(self.change(number, text, seq))

    def hand_in(self, last_seq: dict | None = None):
        claim = {self.client_id: self.seq} if last_seq is None else last_seq
        return self.call("post", f"{self.path}/submit", {"last_seq": claim})

    def row(self) -> Attempt:
        return Attempt.objects.get(pk=self.attempt["id"])


def started(person: User, sitting: Sitting, **more) -> Desk:
    """The person at a desk, with the attempt begun."""
    desk = Desk(person, **more)
    desk.start(sitting)
    return desk
