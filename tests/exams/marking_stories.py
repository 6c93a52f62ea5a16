"""Short sentences for stories about marking."""

from exams.models import Sitting
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.publish_paper import publish_paper
from exams.services.sign_paper import sign_paper
from organisation.models import Role
from tests.cast import Cast, make_person
from tests.exams.exam_stories import Desk, open_now, started
from tests.question_bank.bank_stories import approved, single

WRITTEN = {
    "kind": "short_answer", "content": {"stem": "群众材料不齐时怎么办？"},
    "key": {"marking_points": [{"text": "一次告知", "points": 6}, {"text": "出具书面清单", "points": 4}]},
}  # fmt: skip


def markers(cast: Cast, count: int) -> list:
    return [make_person(f"t30{n:02d}", f"评卷人{n}", cast.hall, Role.MARKER) for n in range(count)]


def written_paper(cast: Cast):
    """One single choice worth 2 (五日 is right) and one short answer worth 5."""
    choice, written = approved(cast, **single()), approved(cast, **WRITTEN)
    rows = [(choice.current_version, 2), (written.current_version, 5)]
    paper = create_fixed_paper(title="问答卷", node=cast.hall, by=cast.officer, questions=rows)
    publish_paper(paper=paper, by=cast.officer)
    return sign_paper(paper=paper, by=cast.officer_b)


def handed_in(cast: Cast, people: list, deliver, **rules) -> tuple[Sitting, list[Desk]]:
    """Everyone answers both questions and hands in; the short answers wait for markers."""
    sitting = open_now(cast, people, version=written_paper(cast), **rules)
    desks = []
    for person in people:
        desk = started(person, sitting)
        desk.seq += 1
        text = {"question": desk.question(2)["id"], "value": f"一次说清要补什么（{person.pk}）", "seq": desk.seq}
        desk.put(text)
        desk.answer(1)
        desk.hand_in()
        desks.append(desk)
    deliver()
    return sitting, desks
