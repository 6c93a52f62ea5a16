"""The score slip 成绩单 of a released result, as PDF. The document is Chinese, as certificates are."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from exams.models import Result, ResultChange
from foundation.typesetting import typeset
from organisation.models import Posting

SOURCE = Path(__file__).with_name("score_slip.typ")
GROUPS = (("item", "事项"), ("rule", "服务规则"), ("topic", "知识点"))
NOTICE = "本单由系统按已发布的成绩生成；成绩如有更正，以系统内的为准。"


def score_slip(result: Result) -> bytes:
    """The PDF. Raises foundation.typesetting.UnprintableText if no font here can draw every character."""
    return typeset(SOURCE, slip_data(result), result.released_at)


def slip_data(result: Result) -> dict:
    """What stands on the slip."""
    attempt, sitting, person = result.attempt, result.sitting, result.person
    posting = Posting.objects.filter(person=person).select_related("node").order_by("-start_on", "-pk").first()
    return {
        "title": "成绩单", "number": f"{result.pk:06d}-{result.number}", "issuer": sitting.node.name,
        "exam": sitting.title, "notice": NOTICE, "verdict": "合格" if result.passed else "未合格",
        "score": plain(result.score), "full_marks": plain(result.full_marks),
        "pass_line": f"{plain(sitting.pass_percent)}%",
        "facts": [
            ["姓名", person.name], ["工号", person.username],
            ["单位", posting.node.name if posting else "—"], ["成绩编号", f"{result.pk:06d}-{result.number}"],
            ["交卷", minute(attempt.closed_at)], ["发布", minute(result.released_at)],
        ],
        "groups": [[label, rows] for kind, label in GROUPS if (rows := area_rows(result, kind))],
        "changes": [spoken(change) for change in result.changes.filter(at__gte=result.released_at).order_by("number")],
    }  # fmt: skip


def area_rows(result: Result, kind: str) -> list[list[str]]:
    """Name, questions, score and share of each area of one kind, the weakest first."""
    return [
        [f"{area['code']} {area['name']}", str(area["questions"]), f"{area['score']} / {area['full_marks']}",
         f"{round(area['score'] * 100 / area['full_marks'])}%"]
        for area in result.areas if area["kind"] == kind and area["full_marks"]
    ]  # fmt: skip


def spoken(change: ResultChange) -> str:
    return f"{minute(change.at)}　{plain(change.old_score)} 分改为 {plain(change.new_score)} 分：{change.reason}"


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def minute(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
