"""What the manager reads off the pages of figures."""

from dataclasses import dataclass

from tests.journeys.people import Person

GAP_WORDS = {0: "今天无人能办", 1: "只有 1 人"}


@dataclass(frozen=True)
class Completion:
    """The tiles of a plan (percentages) and how many steps each person has done, as "2/3"."""

    people: int
    complete: int
    took_part: int
    above_mark: int
    steps: dict[str, str]


def completion_of(manager: Person, plan: int, shot: str) -> Completion:
    """The plan's figures in 云水."""
    page = manager.opens(f"/analytics/?plan={plan}&node=YS", shot).page
    names = ("人数", "完成率", "参与率", "达标率")
    tiles = [int(page.locator(".tile", has_text=name).locator("dd b").inner_text().strip(" %\n")) for name in names]
    rows = page.locator("section[aria-labelledby=people] tbody tr")
    # a row reads: name and staff number, window, progress, best mark
    steps = {row.locator(".sub").inner_text(): row.locator(".bar b").inner_text() for row in rows.all()}
    return Completion(*tiles, steps)


def cleared_for(manager: Person, item: str, shot: str) -> int:
    """How many people in post in 云水 may serve the item; what the page says of a gap must agree."""
    page = manager.opens("/analytics/competence/?node=YS", shot).page
    column = page.locator("table.matrix thead .code").all_inner_texts().index(item)
    count = int(page.locator("table.matrix tfoot td").nth(column).inner_text())
    cards = page.locator(".gapcard", has_text=item)
    said = cards.locator(".pill").inner_text() if cards.count() else ""
    assert said == GAP_WORDS.get(count, ""), f"{count} cleared for {item}, and the page says {said!r}"
    return count
