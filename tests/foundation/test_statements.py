"""Queries that are written once ask for each call's own values."""

from datetime import UTC, datetime

from django.db.models import BigIntegerField, DateTimeField, F
from django.db.models.functions import Coalesce, Now

from foundation.models import User
from foundation.statements import Given, Repeated
from organisation.models import Posting


def test_each_call_gets_its_own_persons_postings_with_what_hangs_on_them(cast, django_assert_num_queries):
    of_person = Repeated(
        lambda: (
            Posting.objects.filter(person_id=Given("person", BigIntegerField()))
            .select_related("person", "node")
            .annotate(asked=Coalesce(Given("at", DateTimeField()), Now()), name=F("person__name"))
            .order_by("pk")
        )
    )
    stranger = User.objects.create(username="nobody", name="无岗")
    moment = datetime(2026, 1, 5, 9, tzinfo=UTC)
    for person in (cast.learner, cast.trainer, cast.learner):
        with django_assert_num_queries(1):
            rows = of_person.rows(person=person.pk, at=moment)
            assert {(row.person, row.node.pk, row.name, row.asked) for row in rows} == {
                (person, row.node_id, person.name, moment) for row in rows
            }
        assert rows == list(Posting.objects.filter(person=person).order_by("pk"))
        assert rows
    assert of_person.first(person=cast.trainer.pk, at=None).asked > moment
    assert of_person.first(person=stranger.pk, at=None) is None
