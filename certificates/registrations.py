"""What certificates tell the registries of the apps below."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.evidence import exam_keys
from certificates.models import Credential, CredentialScheme, SchemeRequirement
from certificates.rules.state import CLEARING, State
from certificates.selectors import schemes_open_to, with_states
from exams.models import Sitting
from exams.registries import result_impact
from exams.registries.result_impact import Impact, MovedResult
from foundation.models import User
from foundation.registries import dependants, links, my_data, tasks


def register() -> None:
    """Called once, when the app is ready."""
    links.register("scheme", scheme_link)
    tasks.register("certificates", certificates_due)
    my_data.register("certificates", credentials_held)
    dependants.register("certificates", credentials_on_items)
    result_impact.register("certificates", credentials_on_results)


def scheme_link(key: str) -> links.Link | None:
    """The scheme's place on the person's own page."""
    scheme = CredentialScheme.objects.filter(key=key, published=True).first()
    if scheme is None:
        return None
    return links.Link(
        kind="scheme",
        key=key,
        title=scheme.title,
        url=reverse("certificates:scheme", args=[key]),
        visible_to=lambda user: schemes_open_to(user, timezone.now()).filter(pk=scheme.pk).exists(),
    )


def certificates_due(user: User, at: datetime) -> Iterator[tasks.Task]:
    """A slip for every credential that runs out soon, has run out or fell behind a change."""
    actions = {State.DUE: _("去续期"), State.LAPSED: _("重新取得"), State.STALE: _("看改动")}
    for credential in with_states(_open(user), at):
        if credential.state in actions:
            last = timezone.make_aware(datetime.combine(credential.expires_on, time(23, 59)))
            yield tasks.Task(
                kind=_("我的证书"),
                title=credential.scheme.title,
                url=reverse("certificates:detail", args=[credential.pk]),
                action=actions[credential.state],
                detail=_("政策变更，待更新") if credential.state == State.STALE else "",
                due=None if credential.state == State.STALE else last,  # it counts for nothing from the change on
            )


def _open(user: User) -> QuerySet[Credential]:
    return Credential.objects.filter(person=user, revoked_at=None)


def credentials_held(user: User) -> Iterator[my_data.DataSection]:
    """Every credential of the person, as 我的数据 shows it."""
    rows = with_states(Credential.objects.filter(person=user), timezone.now())
    yield my_data.DataSection(
        title=_("我的证书"),
        columns=(_("编号"), _("名称"), _("颁发日期"), _("有效期至"), _("状态")),
        rows=[
            (
                row.number,
                row.scheme.title,
                f"{timezone.localtime(row.issued_at):%Y-%m-%d}",
                f"{row.expires_on}",
                row.state,
            )
            for row in rows
        ],
        purpose=_("证明上岗和办理事项的资格，供核验"),
    )


def credentials_on_items(codes: list[str]) -> Iterator[dependants.Dependant]:
    """The credentials that count today and would be stale once any of the items changes: one line per scheme."""
    held = Credential.objects.filter(scheme__service_items__code__in=codes).distinct()
    people: dict[CredentialScheme, list[User]] = {}
    for credential in with_states(held, timezone.now()):
        if credential.state in CLEARING:
            people.setdefault(credential.scheme, []).append(credential.person)
    for scheme, holders in people.items():
        yield dependants.Dependant(
            kind=_("证书"),
            title=_("%(scheme)s（%(count)d 人持有）") % {"scheme": scheme.title, "count": len(holders)},
            url=reverse("certificates:scheme", args=[scheme.key]),
            owners=tuple(holders),
        )


def credentials_on_results(moved: Sequence[MovedResult]) -> Iterator[Impact]:
    """The open credentials whose proof would no longer reach what their scheme asks, and the proofs that would be new."""
    yield from credentials_losing_ground(moved)
    yield from proofs_gained(moved)


def credentials_losing_ground(moved: Sequence[MovedResult]) -> Iterator[Impact]:
    """One line per scheme; the keepers decide, nothing is taken away by itself."""
    results = {each.result_id: each for each in moved}
    held = Credential.objects.filter(person__in={each.person_id for each in moved}, revoked_at=None)
    lost: Counter[CredentialScheme] = Counter()
    for credential in held.select_related("scheme").prefetch_related("scheme__requirements"):
        resting = {proof["id"] for proof in credential.evidence if proof["source"] == "exams.result"} & set(results)
        exams = [row for row in credential.scheme.requirements.all() if row.kind == SchemeRequirement.Kind.EXAM]
        lost[credential.scheme] += any(not reaches(results[pk], row) for pk in resting for row in exams)
    for scheme, count in lost.items():
        if count:
            consequence = _("依据不再达到要求，提醒发证管理员核对；是否暂停由两人决定")
            yield Impact(_("证书"), scheme.title, count, consequence)


def reaches(result: MovedResult, requirement: SchemeRequirement) -> bool:
    """Whether the result, as moved, is what the requirement asks."""
    if requirement.minimum_percent is None:
        return result.new_passed
    return result.new_percent >= requirement.minimum_percent


def proofs_gained(moved: Sequence[MovedResult]) -> Iterator[Impact]:
    """People who would newly have the exam that a published scheme asks, and hold no credential of it."""
    sittings = Sitting.objects.select_related("paper_version__paper").in_bulk({each.sitting_id for each in moved})
    keys = {pk: set(exam_keys(sitting)) for pk, sitting in sittings.items()}
    rows = SchemeRequirement.objects.filter(
        kind=SchemeRequirement.Kind.EXAM, scheme__published=True, key__in=set().union(*keys.values())
    )
    for row in rows.select_related("scheme"):
        holders = set(row.scheme.credentials.filter(revoked_at=None).values_list("person_id", flat=True))
        people = {
            each.person_id for each in moved
            if row.key in keys[each.sitting_id] and reaches(each, row) and each.person_id not in holders
            and not reaches(_before(each), row)
        }  # fmt: skip
        if people:
            yield Impact(_("证书"), row.scheme.title, len(people), _("考试一项达到要求，其余条件齐全的会自动颁发"))


def _before(each: MovedResult) -> MovedResult:
    return replace(each, new_percent=each.old_percent, new_passed=each.old_passed)
