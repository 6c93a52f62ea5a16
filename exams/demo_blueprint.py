"""Demo blueprints: one published, with a sitting drawn from it; one draft that its linter still holds back."""

from datetime import date, timedelta

from exams.blueprint_presets import PRESETS, preset_sections
from exams.models import Blueprint, Sitting
from exams.services.arrange_sitting import arrange_sitting
from exams.services.publish_blueprint import publish_blueprint
from exams.services.save_blueprint import save_blueprint
from exams.services.sign_paper import sign_paper
from foundation.models import User
from organisation.demo import at_noon
from organisation.models import Node
from question_bank.models import Topic

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SINGLES = (("A", 3), ("B", 4), ("C", 4), ("D", 2), ("E", 2))  # area of topics → how many


def load(node: Node, officer: User, second: User, people: list[User], today: date) -> Sitting:
    """Bring both into the database, and the sitting that is drawn from the first."""
    row = save_blueprint(
        blueprint=Blueprint(node=node, title="综合窗口季度考核细目表（演示口径）", minutes=40, full_marks=100),
        sections=quarterly_sections(), by=officer,
    )  # fmt: skip
    set_on = at_noon(today - 6 * DAY)
    publish_blueprint(blueprint=row, by=officer, at=set_on)
    opens = at_noon(today - DAY)  # over before the demo's policies change items that it asks about
    sitting = arrange_sitting(
        title="综合窗口季度考核·逐人抽题（演示口径）", node=node, blueprint=row, opens_at=opens, closes_at=opens + 7 * DAY,
        limit=timedelta(minutes=40), by=officer, people=people, tell=False, at=set_on + HOUR,
        announcement="每人一份卷：题不同，结构、难度和分值相同。",
    )  # fmt: skip
    sign_paper(paper=sitting.paper_version.paper, by=second, at=set_on + 2 * HOUR)
    preset = PRESETS["two-papers"]
    draft = Blueprint(
        node=node,
        title="理论卷细目表草稿（演示口径）",
        preset=preset.key,
        minutes=preset.minutes,
        full_marks=preset.full_marks,
    )
    save_blueprint(blueprint=draft, sections=preset_sections(preset), by=officer)
    return sitting


def quarterly_sections() -> list[dict]:
    areas = {topic.code: topic.pk for topic in Topic.objects.filter(parent=None)}
    return [
        {"title": "单选题", "instructions": "每题只有一个正确答案。", "minutes": 20,
         "cells": [{"kind": "single_choice", "topic_id": areas[code], "count": count, "points": 3}
                   for code, count in SINGLES]},
        {"title": "多选题", "instructions": "每题有两个或更多正确答案。", "minutes": 12,
         "cells": [{"kind": "multiple_choice", "difficulty": 2, "count": 3, "points": 5},
                   {"kind": "multiple_choice", "difficulty": 3, "count": 2, "points": 5}]},
        {"title": "判断题", "instructions": "", "minutes": 8,
         "cells": [{"kind": "true_false", "difficulty": 1, "count": 6, "points": 5}]},
    ]  # fmt: skip
