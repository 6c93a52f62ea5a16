"""作答: one person's attempt, what they answered, and what happened around it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.models.papers import PaperVersion
from exams.models.sittings import Candidacy, Sitting


class Attempt(models.Model):
    """created → in_progress ↔ suspended → closed → graded → released; void from any but released (rules/states.py).

    `created`: the paper is laid out, nobody has seen it. `in_progress`: `started_at`, `deadline_at` and `accept_until`
    (deadline + grace) stand; only an audited extension moves the latter two. `suspended`: an officer has stopped the clock
    at `suspended_at`; going on moves the end by as long as it stood. `closed`: `closed_at` (never later than
    the deadline) and `snapshot_hash` over answers, paper and key numbers. `lease_client` is the one device that may
    write; `lease_epoch` counts how often that changed. `revision` counts accepted saves.
    """

    class State(models.TextChoices):
        CREATED = "created", _("未开始")
        IN_PROGRESS = "in_progress", _("作答中")
        SUSPENDED = "suspended", _("已暂停")
        CLOSED = "closed", _("已交卷")
        GRADED = "graded", _("已评分")
        RELEASED = "released", _("已发布")
        VOID = "void", _("作废")

    class CloseCause(models.TextChoices):
        SUBMITTED = "submitted", _("本人交卷")
        DEADLINE = "deadline", _("到时自动收卷")
        OFFICER = "officer", _("考务员收卷")

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="attempts")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="exam_attempts")
    number = models.PositiveSmallIntegerField(_("第几次"))
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.CREATED)
    paper_version = models.ForeignKey(
        PaperVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="attempts"
    )
    paper_hash = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    accept_until = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_cause = models.CharField(max_length=10, choices=CloseCause.choices, blank=True)
    snapshot_hash = models.CharField(max_length=64, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)
    in_order = models.BooleanField(default=False)  # forward only
    reached = models.PositiveSmallIntegerField(default=0)  # the furthest question answered
    lease_client = models.CharField(max_length=64, blank=True)
    lease_epoch = models.PositiveIntegerField(default=0)
    network = models.CharField(max_length=43, blank=True)  # from which the device that holds the lease last called
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("作答")
        verbose_name_plural = _("作答")
        indexes = [
            models.Index(fields=["accept_until"], condition=Q(state="in_progress"), name="attempt_running_by_end"),
            models.Index(fields=["sitting", "state"], name="attempt_of_sitting"),
            models.Index(fields=["person"], name="attempt_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["candidacy"],
                condition=Q(state__in=["created", "in_progress", "suspended"]),
                name="attempt_one_open_per_candidacy",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["created", "void"])
                | Q(started_at__isnull=False, deadline_at__isnull=False, accept_until__gte=F("deadline_at")),
                name="attempt_running_has_its_times",
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended") | Q(suspended_at__isnull=False), name="attempt_suspended_since_when"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "graded", "released"])
                | (Q(closed_at__isnull=False) & ~Q(snapshot_hash="") & ~Q(close_cause="")),
                name="attempt_closed_has_its_snapshot",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(deadline_at=None) | Q(closed_at__lte=F("accept_until")),
                name="attempt_never_closed_after_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy} #{self.number}"


class AttemptPaper(models.Model):
    """The paper as this candidate gets it, written once.

    `payload` is the JSON text sent to the candidate (ids random per attempt). `shapes` maps a question's shown id to
    {"n": number, "kind": …, "content": content without its prose}: enough to check the shape of a value. `questions`
    never leaves the server: [{"id", "n", "version", "kind", "points", "section", "ids": {shown id: true id}}].
    `key_numbers` pins the keys: {"<question version id>": number}.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="paper", primary_key=True)
    payload = models.TextField()
    shapes = models.JSONField()
    questions = models.JSONField()
    key_numbers = models.JSONField()

    def __str__(self) -> str:
        return f"paper of {self.attempt_id}"


class Response(models.Model):
    """The answer in force to question `number` (1…): the one with the highest (epoch, seq)."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses", db_index=False)
    number = models.PositiveSmallIntegerField()
    value = models.JSONField(null=True)
    client = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField()
    seq = models.BigIntegerField()
    revision = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["attempt", "number"], name="response_once_per_question")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.number}"


class ResponseEvent(models.Model):
    """The journal: one accepted change, appended. `(client, seq)` makes a repeated sending harmless."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events", db_index=False)
    client = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    value = models.JSONField(null=True)
    epoch = models.PositiveIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "client", "seq"], name="response_event_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="response_event_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.client}/{self.seq}"


class LateResponse(models.Model):
    """Quarantine: an authentic answer that came after the end, or from a device that had lost its turn.

    Waiting: `proposed_by` is null. Proposed by one person. Admitted: a second person signed; only then does it count.
    Declined: `declined_at` is set.
    """

    class Reason(models.TextChoices):
        LATE = "late", _("到时之后才送达")
        OTHER_DEVICE = "other_device", _("来自已被接管的设备")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="late_responses")
    reason = models.CharField(max_length=14, choices=Reason.choices)
    client = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    value = models.JSONField(null=True)
    received_at = models.DateTimeField()
    proposed_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    why = models.CharField(_("理由"), max_length=300, blank=True)
    admitted_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    admitted_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "client", "seq"], name="late_response_once"),
            models.CheckConstraint(
                condition=Q(admitted_by=None) | (Q(proposed_by__isnull=False) & ~Q(admitted_by=F("proposed_by"))),
                name="late_response_admitted_by_two",
            ),
            models.CheckConstraint(
                condition=Q(admitted_by=None) | Q(declined_by=None), name="late_response_one_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.client}/{self.seq} {self.reason}"


class TwoPersonRequestQuerySet(models.QuerySet):
    def waiting(self) -> "TwoPersonRequestQuerySet":
        """Those that nobody has decided on."""
        return self.filter(approved_by=None, declined_by=None)


class TwoPersonRequest(models.Model):
    """What one officer asks for and another does. Waiting; approved by somebody else; or declined, which is what the
    asker's taking it back is too."""

    reason = models.CharField(_("原因"), max_length=200)
    asked_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)

    objects = TwoPersonRequestQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")), name="%(class)s_approved_by_another"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(declined_by=None), name="%(class)s_one_decision"
            ),
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(approved_by=None, declined_by=None),
                name="%(class)s_one_waits_per_attempt",
            ),
        ]  # fmt: skip

    @property
    def taken_back(self) -> bool:
        return self.declined_by_id is not None and self.declined_by_id == self.asked_by_id


class Reopening(TwoPersonRequest):
    """A closed attempt given back."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="reopenings")
    seconds = models.PositiveIntegerField(_("再给（秒）"))

    def __str__(self) -> str:
        return f"{self.attempt_id} +{self.seconds}s"


class Voiding(TwoPersonRequest):
    """An attempt that is to count no more."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="voidings")

    def __str__(self) -> str:
        return f"{self.attempt_id} void"


class IntegrityEvent(models.Model):
    """Something worth a look, never a score: focus lost, a second device, a paste, another address.

    The candidate sees it and may say how it came about (`annotation`).
    """

    class Kind(models.TextChoices):
        FOCUS_LOST = "focus_lost", _("离开考试页面")
        SECOND_DEVICE = "second_device", _("换了设备或窗口")
        PASTE = "paste", _("粘贴文字")
        ADDRESS = "address", _("网络地址变化")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="integrity_events")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    annotation = models.CharField(_("本人说明"), max_length=300, blank=True)
    annotated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.get_kind_display()}"


class GradingJob(models.Model):
    """An attempt to be marked by one set of keys: waiting until `done_at`. Written in the closing transaction."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="grading_jobs")
    key_set = models.CharField(max_length=64)  # SHA-256 over snapshot and key numbers
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "key_set"], name="grading_job_once_per_key_set")]
        indexes = [models.Index(fields=["created_at"], condition=Q(done_at=None), name="grading_job_waiting")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.key_set[:12]}"
