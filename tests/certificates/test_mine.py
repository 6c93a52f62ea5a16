"""我的证书 shows what I hold and what is missing; what another person holds does not exist for me."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from certificates.services.consider_person import consider_person
from foundation.registries import dependants, links, my_data, tasks


def test_before_anything_is_earned_the_page_says_what_is_missing(cast, scheme, prove, sign_in, now):
    prove(cast.learner, "exam", "exam-i01", at=now, score=86)
    page = sign_in(cast.learner).get(reverse("certificates:mine")).content.decode()
    assert "失业登记事项授权" in page
    assert page.count("已满足") == 1
    assert page.count("还差") == 1


def test_what_is_earned_shows_its_state_its_proofs_and_its_wording(cast, scheme, prove_all, sign_in, now):
    prove_all(cast.learner, at=now)
    credential = consider_person(person=cast.learner, scheme=scheme, at=now)
    client = sign_in(cast.learner)
    assert "有效" in client.get(reverse("certificates:mine")).content.decode()
    detail = client.get(reverse("certificates:detail", args=[credential.pk])).content.decode()
    assert credential.number in detail
    assert "不是国家职业技能等级证书" in detail
    assert "exam exam-i01" in detail


def test_days_are_told_by_the_halls_clock(cast, scheme, prove, sign_in):
    """Between midnight and eight in Shanghai it is still the day, and on New Year's Day the year, before in UTC."""
    night = timezone.make_aware(datetime(2027, 1, 1, 0, 30))
    for kind, key in (("exam", "exam-i01"), ("drill", "D01")):
        prove(cast.learner, kind, key, at=night.astimezone(UTC))
    credential = consider_person(person=cast.learner, scheme=scheme, at=night.astimezone(UTC))
    assert credential.number.startswith("ITEM-I01-2027-")
    page = sign_in(cast.learner).get(reverse("certificates:detail", args=[credential.pk])).content.decode()
    assert "2027-01-01" in page and "2026-12-31" not in page


def test_another_persons_credential_is_not_found(cast, scheme, prove_all, sign_in, now):
    prove_all(cast.learner, at=now)
    credential = consider_person(person=cast.learner, scheme=scheme, at=now)
    for other in (cast.cover, cast.stranger, cast.manager):
        for name in ("detail", "download"):
            assert sign_in(other).get(reverse(f"certificates:{name}", args=[credential.pk])).status_code == 404


def test_a_scheme_of_another_hall_is_not_found(cast, scheme, sign_in):
    scheme.node = cast.hall
    scheme.save()
    assert sign_in(cast.learner).get(reverse("certificates:scheme", args=[scheme.key])).status_code == 200
    assert sign_in(cast.stranger).get(reverse("certificates:scheme", args=[scheme.key])).status_code == 404


def test_the_page_costs_the_same_whatever_one_holds(
    cast, scheme, prove_all, sign_in, now, django_assert_max_num_queries
):
    prove_all(cast.learner, at=now)
    consider_person(person=cast.learner, scheme=scheme, at=now)
    for number in range(6):
        other = type(scheme).objects.create(key=f"other-{number}", title="另一项", node=cast.district, published=True)
        other.requirements.create(kind="exam", key="exam-i01")
    client = sign_in(cast.learner)
    with django_assert_max_num_queries(20):
        assert client.get(reverse("certificates:mine")).status_code == 200


def test_a_due_credential_waits_among_the_tasks(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now - timedelta(days=350))
    consider_person(person=cast.learner, scheme=scheme, at=now - timedelta(days=350))
    assert [task.title for task in tasks.tasks_of(cast.learner, now)] == ["失业登记事项授权"]
    assert tasks.tasks_of(cast.learner, now - timedelta(days=300)) == []


def test_the_registries_know_the_scheme_its_holders_and_my_data(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    consider_person(person=cast.learner, scheme=scheme, at=now)
    assert links.resolve("scheme", "item-i01").visible_to(cast.learner)
    found = [entry for entry in dependants.dependants_of(["I01"]) if entry.kind == "证书"]
    assert [(entry.title, entry.owners) for entry in found] == [("失业登记事项授权（1 人持有）", (cast.learner,))]
    held = [section for section in my_data.held_about(cast.learner) if section.title == "我的证书"]
    assert len(held[0].rows) == 1


def test_what_no_longer_counts_says_so_on_its_paper(cast, scheme, prove_all, sign_in, now):
    prove_all(cast.learner, at=now)
    good = consider_person(person=cast.learner, scheme=scheme, at=now)
    prove_all(cast.cover, at=now - timedelta(days=900))
    old = consider_person(person=cast.cover, scheme=scheme, at=now - timedelta(days=900))
    paper = sign_in(cast.learner).get(reverse("certificates:paper", args=[good.pk])).content.decode()
    assert "a4__void" not in paper and "不作数" not in paper
    paper = sign_in(cast.cover).get(reverse("certificates:paper", args=[old.pk])).content.decode()
    assert '<p class="a4__void">已失效</p>' in paper and "现在不作数" in paper
