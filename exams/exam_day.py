"""The exam-day checklist of a sitting: real checks, each with what to do."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.models import Accommodation, Attempt, Candidacy, PaperVersion, Sitting, WorkerSign
from exams.paper_selectors import usable_through
from exams.rules import states
from exams.rules.assembly import Pool, draw
from exams.rules.timing import can_sit_both, end_of_attempt
from exams.services.draw_paper import pool_in
from exams.services.lay_out_paper import digest
from foundation.clock import local_date
from foundation.models import OutboxMessage
from organisation.models import Posting, Role, RoleGrant
from question_bank import question_types

OK, LOOK, STOP = "ok", "look", "stop"
CLOCK_APART = timedelta(seconds=2)
WORKER_SILENT = timedelta(minutes=2)
NAMED = 8
TAKE_TURNS = 4  # a slot this many times as long as the exam lets colleagues go one after the other


@dataclass(frozen=True)
class Check:
    """One line: `state` is ok, look (worth a look) or stop (put it right before the bell)."""

    name: str
    state: str
    text: str
    url: str = ""


def checklist(sitting: Sitting, *, now: datetime, process_now: datetime) -> list[Check]:
    """All checks of a sitting at `now` (the database's clock; `process_now` is this machine's)."""
    candidacies = list(
        sitting.candidacies.filter(withdrawn_at=None, trial=False).select_related("person").order_by("person__username")
    )
    return [
        *_paper(sitting), _tried(sitting), *_people(sitting, candidacies), *_insiders(sitting, candidacies), _clashes(sitting, candidacies, now),
        _windows(sitting, candidacies), *_envelope(sitting, candidacies), *_markers(sitting), _clock(now, process_now), _worker(now), _outbox(now),
        _ends(sitting, candidacies), _backup(),
    ]  # fmt: skip


def _paper(sitting: Sitting) -> Iterator[Check]:
    version, name = sitting.paper_version, _("试卷已签发")
    if version is None:
        yield Check(name, STOP, _("题池还没有冻结。请在考试编辑页冻结题池，再请另一位考务员签发。"))
        return
    url = reverse("exams:officer_paper", args=[version.pk])
    if version.state not in (PaperVersion.State.PUBLISHED, PaperVersion.State.RETIRED):
        yield Check(name, STOP, _("试卷还没有第二人签发，考生不能开始。"), url)
    else:
        said = {"one": version.published_by.name, "two": version.signed_by.name}
        yield Check(name, OK, _("%(one)s 提交，%(two)s 签发。") % said, url)
    if version.payload_hash and digest(version.payload) != version.payload_hash:
        text = _("与冻结时不一致，有人在系统之外改过。这份试卷不能用，请管理员查明原因，再出一版试卷。")
        yield Check(_("试卷没有被改动"), STOP, text, url)
    elif version.payload_hash:
        yield Check(
            _("试卷没有被改动"), OK, _("与冻结时逐字一致，校验码 %(hash)s。") % {"hash": version.payload_hash[:16]}
        )
        yield _validity(sitting, version, url)
    parts = sum(version.sections.exclude(minutes=None).values_list("minutes", flat=True))
    if parts > sitting.limit_seconds // 60:
        said = {"parts": parts, "whole": sitting.limit_seconds // 60}
        text = _("各部分建议时长合计 %(parts)s 分钟，本场只有 %(whole)s 分钟。请改作答时长，或改各部分的建议时长。")
        yield Check(_("各部分时长"), LOOK, text % said, url)


def _validity(sitting: Sitting, version: PaperVersion, url: str) -> Check:
    """Whether the questions hold from the first day to the last; a pool may lose some as long as each paper can be drawn
    without them."""
    name, days = _("试题在有效期内"), (local_date(sitting.opens_at), local_date(sitting.closes_at))
    good, bad = usable_through(version, *days)
    if gone := len(bad):
        text = ngettext("%(n)s 题", "%(n)s 题", gone) % {"n": gone}
        if version.drawn and _still_fills(version, good):
            return Check(
                name, LOOK, _("题池里有 %(some)s在考试期间过期、停用或待复核。请重新冻结题池。") % {"some": text}, url
            )
        return Check(
            name,
            STOP,
            _("有 %(some)s在考试期间过期、停用或待复核。请出新版本的试卷，或重新冻结题池。") % {"some": text},
            url,
        )
    said = _(" 至 ").join(day.isoformat() for day in dict.fromkeys(days))
    return Check(name, OK, _("按 %(day)s 核对，全部有效。") % {"day": said}, url)


def _still_fills(version: PaperVersion, good: set[int]) -> bool:
    pool = pool_in(version.payload)
    units = {
        key: {name: left for name, members in row.items() if (left := tuple(each for each in members if each in good))}
        for key, row in pool.units.items()
    }  # fmt: skip
    return draw(Pool(pool.counts, units), seed=0).complete


def _tried(sitting: Sitting) -> Check:
    done = Attempt.objects.filter(sitting=sitting, candidacy__trial=True).exclude(state__in=states.OPEN)
    last = done.select_related("result", "person").order_by("pk").last()
    if last is None:
        return Check(_("试考"), LOOK, _("还没有人试考。建议先完整走一遍，成绩不计入任何地方。"))
    result = getattr(last, "result", None)
    score = f"{result.score.normalize():f} / {result.full_marks.normalize():f}" if result else _("评分中")
    said = {"name": last.person.name, "at": f"{timezone.localtime(last.closed_at):%m-%d %H:%M}", "score": score}
    return Check(_("试考"), OK, _("%(name)s %(at)s 试考交卷，得分 %(score)s。") % said)


def _people(sitting: Sitting, candidacies: list[Candidacy]) -> Iterator[Check]:
    url = reverse("exams:sitting_people", args=[sitting.pk])
    if not candidacies:
        yield Check(_("考生"), STOP, _("还没有邀请考生。"), url)
        return
    off = [each.person.name for each in candidacies if not each.person.is_active]
    if off:
        yield Check(
            _("人人有账号"), STOP, _("账号已停用：%(names)s。请撤下，或请管理员启用。") % {"names": _names(off)}, url
        )
    else:
        yield Check(_("人人有账号"), OK, _("%(n)s 人，账号都可用。") % {"n": len(candidacies)}, url)
    never = [each.person.name for each in candidacies if each.person.last_login is None and each.person.is_active]
    if never:
        yield Check(_("都登录过"), LOOK, _("从没登录过：%(names)s。请提前试一次登录。") % {"names": _names(never)}, url)
    else:
        yield Check(_("都登录过"), OK, _("考生都登录过系统。"), url)
    extra = (
        Accommodation.objects.holding(sitting.opens_at)
        .filter(person__in=[each.person_id for each in candidacies])
        .count()
    )
    if extra:
        yield Check(_("合理便利"), OK, _("%(n)s 人有加时或大字号，已自动生效。") % {"n": extra}, url)


def _insiders(sitting: Sitting, candidacies: list[Candidacy]) -> Iterator[Check]:
    """Candidates who could read the paper's keys or mark its answers, were they not kept from it."""
    path = sitting.node.path
    above = [path[:end] for end in range(sitting.node.steplen, len(path) + 1, sitting.node.steplen)]
    held = RoleGrant.objects.filter(
        role__in=[Role.EXAM_OFFICER, Role.MARKER], revoked_at=None, node__path__in=above,
        person__in=[each.person_id for each in candidacies],
    )  # fmt: skip
    if names := sorted(set(held.values_list("person__name", flat=True))):
        text = _("%(names)s 既管考务或阅卷，又参加这场考试：考完前看不到这份试卷，也评不了卷。请另安排人办理。")
        yield Check(_("考生不经手试卷"), LOOK, text % {"names": _names(names)})


def _clashes(sitting: Sitting, candidacies: list[Candidacy], now: datetime) -> Check:
    """People who could not sit this exam and another in full."""
    mine = {each.person_id: each.window for each in candidacies}
    others = Candidacy.objects.filter(
        person__in=mine, withdrawn_at=None, trial=False, sitting__state=Sitting.State.SCHEDULED,
        sitting__closes_at__gt=now, sitting__opens_at__lt=sitting.closes_at,
    ).exclude(sitting=sitting).select_related("sitting", "person")  # fmt: skip
    limit = timedelta(seconds=sitting.limit_seconds)
    clashing = [
        _("%(name)s（%(title)s）") % {"name": other.person.name, "title": other.sitting.title}
        for other in others
        if not can_sit_both(mine[other.person_id], limit, other.window, timedelta(seconds=other.sitting.limit_seconds))
    ]
    if clashing:
        return Check(
            _("没有撞场"), STOP, _("同一时间还有别的考试：%(names)s。请改批次或改时间。") % {"names": _names(clashing)}
        )
    return Check(_("没有撞场"), OK, _("没有人同一时间要考两场。"))


def _windows(sitting: Sitting, candidacies: list[Candidacy]) -> Check:
    """Service windows whose people all sit in the same slot; in a long one they take turns by themselves."""
    shortest = min((each.window[1] - each.window[0] for each in candidacies), default=timedelta())
    if shortest >= TAKE_TURNS * timedelta(seconds=sitting.limit_seconds):
        return Check(_("窗口有人"), OK, _("开放时间够长，各窗口可以自行错开。"))
    slot_of = {each.person_id: each.window[0] for each in candidacies}
    postings = Posting.objects.present(local_date(sitting.opens_at)).exclude(window=None).select_related("window")
    staff, away = Counter(), defaultdict(Counter)
    for row in postings.filter(window__in=postings.filter(person__in=slot_of).values("window")):
        staff[row.window] += 1
        if row.person_id in slot_of:
            away[row.window][slot_of[row.person_id]] += 1
    closed = [str(window) for window, slots_ in away.items() if max(slots_.values()) >= staff[window]]
    if closed:
        text = _("这些窗口的人全在同一批：%(names)s。请分批，或安排替岗。") % {"names": _windows_named(closed)}
        return Check(_("窗口有人"), LOOK, text, reverse("exams:sitting_people", args=[sitting.pk]))
    return Check(_("窗口有人"), OK, _("每个窗口在每一批都有人不参加。"))


def _envelope(sitting: Sitting, candidacies: list[Candidacy]) -> Iterator[Check]:
    """Where the database is SQLite: whether more people begin in one slot than may write at once."""
    most, limit = settings.EXAM_WRITERS_ON_SQLITE, timedelta(seconds=sitting.limit_seconds)
    together = Counter(row.window for row in candidacies if row.window[1] - row.window[0] < TAKE_TURNS * limit)
    largest = max(together.values(), default=0)
    if connection.vendor == "sqlite" and largest > most:
        text = _(
            "这台服务器用 SQLite，最多 %(most)s 人同时作答，而一批有 %(n)s 人。请分批，或请管理员改用 PostgreSQL。"
        )
        yield Check(_("服务器容量"), STOP, text % {"most": most, "n": largest},
                    reverse("exams:sitting_people", args=[sitting.pk]))  # fmt: skip


def _markers(sitting: Sitting) -> Iterator[Check]:
    """Somebody to mark, where rules cannot."""
    if sitting.paper_version is None:
        return
    written = [kind.kind for kind in question_types.kinds() if not kind.objective]
    if not sitting.paper_version.questions.filter(version__kind__in=written).exists():
        return
    path = sitting.node.path
    above = [path[:end] for end in range(sitting.node.steplen, len(path) + 1, sitting.node.steplen)]
    held = RoleGrant.objects.filter(role=Role.MARKER, revoked_at=None, node__path__in=above, person__is_active=True)
    candidates = sitting.candidacies.filter(withdrawn_at=None, trial=False)
    held = held.exclude(person__in=candidates.values("person"))
    count, wanted = held.values("person").distinct().count(), 2 if sitting.double_marking else 1
    if count < wanted:
        yield Check(
            _("阅卷员"),
            STOP,
            _("有主观题，要 %(wanted)s 位不参加这场考试的阅卷员，现有 %(n)s 位。请管理员授予角色。")
            % {"wanted": wanted, "n": count},
        )
    elif sitting.double_marking and count == wanted:
        text = _("双评有 %(n)s 位阅卷员。两人给分相差大时要第三人定分，请再备一位，否则那些作答评不完。")
        yield Check(_("阅卷员"), LOOK, text % {"n": count})
    else:
        yield Check(_("阅卷员"), OK, _("有主观题，%(n)s 位阅卷员可以评。") % {"n": count})


def _clock(now: datetime, process_now: datetime) -> Check:
    apart = abs(now - process_now)
    if apart > CLOCK_APART:
        text = _("应用与数据库的时钟差 %(s)s 秒。收卷以数据库为准；请管理员校时。") % {
            "s": round(apart.total_seconds())
        }
        return Check(_("时钟"), LOOK, text)
    return Check(
        _("时钟"), OK, _("应用与数据库的时钟一致，现在是 %(at)s。") % {"at": f"{timezone.localtime(now):%H:%M:%S}"}
    )


def _worker(now: datetime) -> Check:
    sign = WorkerSign.objects.filter(pk=1).first()
    if sign is None or now - sign.seen_at > WORKER_SILENT:
        seen = f"{timezone.localtime(sign.seen_at):%m-%d %H:%M}" if sign else _("从未")
        text = _("后台进程没有动静（上次：%(seen)s）。作答仍会保存，但不会自动收卷和评分；请管理员启动后台进程。")
        return Check(_("后台进程"), STOP, text % {"seen": seen})
    return Check(_("后台进程"), OK, _("正常，会自动收卷和评分。"))


def _outbox(now: datetime) -> Check:
    waiting = OutboxMessage.objects.filter(handled_at=None, available_at__lt=now - WORKER_SILENT).count()
    if waiting:
        return Check(_("待办消息"), LOOK, _("有 %(n)s 条后台消息超过两分钟没有处理。") % {"n": waiting})
    return Check(_("待办消息"), OK, _("没有积压。"))


def _ends(sitting: Sitting, candidacies: list[Candidacy]) -> Check:
    extra = {
        row.person_id: {"extra_percent": row.extra_percent, "extra_minutes": row.extra_minutes}
        for row in Accommodation.objects.holding(sitting.opens_at).filter(
            person__in=[each.person_id for each in candidacies]
        )
    }
    limit = timedelta(seconds=sitting.limit_seconds)
    given = timedelta(seconds=sum(row.seconds for row in sitting.extensions.filter(candidacy=None)))
    last = max(
        (
            end_of_attempt(
                started_at=each.window[1], limit=limit, window_closes_at=each.window[1],
                extension=given, **extra.get(each.person_id, {"extra_percent": 0}),
            )
            for each in candidacies
        ),
        default=sitting.closes_at,
    )  # fmt: skip
    return Check(
        _("最晚收卷"),
        OK,
        _("含加时，最晚 %(at)s 收卷。在此之前请不要停机、升级。")
        % {"at": f"{timezone.localtime(last):%Y-%m-%d %H:%M}"},
    )


def _backup() -> Check:
    return Check(_("备份"), LOOK, _("请管理员在开考前运行 python manage.py backup，考完再备份一次。"))


def _names(names: list[str]) -> str:
    """So many people by name, and how many there are in all."""
    shown = _("、").join(names[:NAMED])
    return shown if len(names) <= NAMED else _("%(shown)s 等 %(n)s 人") % {"shown": shown, "n": len(names)}


def _windows_named(names: list[str]) -> str:
    shown = _("、").join(names[:NAMED])
    return shown if len(names) <= NAMED else _("%(shown)s 等 %(n)s 个窗口") % {"shown": shown, "n": len(names)}
