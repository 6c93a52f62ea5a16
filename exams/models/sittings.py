"""考试场次: when, for whom, by which rules."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.models.blueprints import Blueprint
from exams.models.papers import PaperVersion
from exams.rules import timing
from organisation.models import Node


class Sitting(models.Model):
    """One sitting of a paper: the same for all, or drawn per candidate from the pool of a blueprint.

    `paper_version` alone: fixed. With `blueprint`: that version is the blueprint's pool. `blueprint` alone: its pool is
    not frozen yet, so nobody can start.

    scheduled → cancelled, or it runs its course: whether it is coming, open or past is a matter of the clock.
    A candidate's end is min(start + limit, window close) + their extra time + extensions, told before the start.
    """

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("已安排")
        CANCELLED = "cancelled", _("已取消")

    class Order(models.TextChoices):
        FREE = "free", _("可来回作答")
        FORWARD = "forward", _("只能往后")

    class Release(models.TextChoices):
        MANUAL = "manual", _("考务员核对后发布")
        AUTOMATIC = "automatic", _("评完即发布")

    class Review(models.TextChoices):
        SCORE = "score", _("只看分数和分项")
        ANSWERS = "answers", _("看自己的作答与对错")
        EXPLANATIONS = "explanations", _("看作答、答案与解析")

    node = models.ForeignKey(Node, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="sittings")
    title = models.CharField(_("名称"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.SCHEDULED)
    paper_version = models.ForeignKey(
        PaperVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="sittings"
    )
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, null=True, blank=True, related_name="sittings")
    opens_at = models.DateTimeField(_("开放"))
    closes_at = models.DateTimeField(_("关闭"))
    limit_seconds = models.PositiveIntegerField(_("时长（秒）"))
    grace_seconds = models.PositiveSmallIntegerField(_("宽限（秒）"), default=10)
    attempts_allowed = models.PositiveSmallIntegerField(_("可考次数"), default=1)
    cooldown_minutes = models.PositiveIntegerField(_("两次之间至少隔（分钟）"), default=0)
    waiting_minutes = models.PositiveSmallIntegerField(_("提前候考（分钟）"), default=15)
    order = models.CharField(_("作答顺序"), max_length=8, choices=Order.choices, default=Order.FREE)
    shuffle_questions = models.BooleanField(_("打乱题序"), default=False)
    release_policy = models.CharField(_("成绩发布"), max_length=10, choices=Release.choices, default=Release.MANUAL)
    review_policy = models.CharField(
        _("发布后可看"), max_length=12, choices=Review.choices, default=Review.EXPLANATIONS
    )
    pass_percent = models.DecimalField(_("合格线（%）"), max_digits=5, decimal_places=2, default=60)
    double_marking = models.BooleanField(_("主观题两人评"), default=False)
    third_marker_gap = models.DecimalField(
        _("两人相差多少由第三人评（占分值 %）"), max_digits=5, decimal_places=2, default=20
    )
    appeal_days = models.PositiveSmallIntegerField(_("发布后几天内可申诉"), default=7)
    announcement = models.TextField(_("考前公告"), blank=True)
    quick = models.BooleanField(default=False)  # a quick exam, made and signed in one go
    reviews_wait = models.BooleanField(default=False)  # released results get their reviews when nobody sits it any more
    cancelled_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    created_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("考试场次")
        verbose_name_plural = _("考试场次")
        ordering = ["-opens_at", "-pk"]
        indexes = [models.Index(fields=["opens_at"], name="sitting_by_opening")]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="sitting_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(limit_seconds__gt=0, attempts_allowed__gte=1), name="sitting_can_be_sat"
            ),
            models.CheckConstraint(
                condition=Q(paper_version__isnull=False) | Q(blueprint__isnull=False),
                name="sitting_has_a_paper_or_a_blueprint",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Candidacy(models.Model):
    """报考: one person invited to one sitting. `opens_at`/`closes_at`, where set, are this person's staggered slot.

    `trial` marks the setter's own test run; it counts nowhere.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="candidacies")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="candidacies")
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    trial = models.BooleanField(default=False)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    waiting_at = models.DateTimeField(null=True, blank=True)  # last seen in the waiting room
    invited_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("报考")
        verbose_name_plural = _("报考")
        constraints = [models.UniqueConstraint(fields=["sitting", "person"], name="candidacy_once_per_sitting")]

    def __str__(self) -> str:
        return f"{self.person} · {self.sitting}"

    @property
    def window(self):
        """(opens, closes) for this person."""
        return self.opens_at or self.sitting.opens_at, self.closes_at or self.sitting.closes_at


class AccommodationQuerySet(models.QuerySet):
    def holding(self, at):
        """Those in force at `at`, an instant or a database expression."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), revoked_at=None)


class Accommodation(models.Model):
    """合理便利: extra time and large type for one person, in every attempt that begins while it holds.

    Extra time is a share of the limit or so many minutes; where both are set, whichever is more in that exam.

    In force from `granted_at` until `ends_at` (none: for good) or until it is revoked. A new one revokes the old.
    """

    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="accommodations")
    extra_percent = models.PositiveSmallIntegerField(_("加时（%）"), default=0)
    extra_minutes = models.PositiveSmallIntegerField(_("加时（分钟）"), default=0)
    large_type = models.BooleanField(_("大字号"), default=False)
    reason = models.CharField(_("依据"), max_length=200, blank=True)
    granted_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AccommodationQuerySet.as_manager()

    class Meta:
        verbose_name = _("合理便利")
        verbose_name_plural = _("合理便利")
        ordering = ["person__username", "-granted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="accommodation_once_while_it_holds"
            ),
            models.CheckConstraint(
                condition=Q(extra_percent__lte=200) & ~Q(granted_by=F("person")), name="accommodation_given_by_another"
            ),
            models.CheckConstraint(condition=Q(extra_minutes__lte=240), name="accommodation_minutes_within_four_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.person} +{self.extra_percent}% +{self.extra_minutes} min"

    def holds(self, at) -> bool:
        """Whether it is in force at `at`, as `objects.holding(at)` asks the database."""
        return self.revoked_at is None and (self.ends_at is None or self.ends_at > at)

    def extra_of(self, limit: timedelta) -> timedelta:
        """The extra time in an exam of that length."""
        return timing.extra_time(limit, self.extra_percent, self.extra_minutes)


class Extension(models.Model):
    """More time, for one candidate or (no candidacy) for everyone in the sitting. Appended, with its reason."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="extensions")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, null=True, blank=True, related_name="extensions")
    seconds = models.PositiveIntegerField(_("延长（秒）"))
    reason = models.CharField(_("原因"), max_length=200)
    by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("延时")
        verbose_name_plural = _("延时")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.sitting} +{self.seconds}s"

    @property
    def minutes(self) -> float:
        return self.seconds / 60


class SittingMessage(models.Model):
    """What the officer tells everyone in the sitting while it runs."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="messages")
    text = models.CharField(_("内容"), max_length=300)
    by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class WorkerSign(models.Model):
    """One row (pk 1): when the background worker last swept the attempts. Before an exam the officer looks at it."""

    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"worker seen {self.seen_at}"
