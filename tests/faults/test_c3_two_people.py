"""C3: signing a paper, reopening an attempt or making it void, admitting late answers, correcting a key, moving a released score and revoking
a certificate need a second person; both are on record. Of two second signatures at the same moment one counts
(test_narrow_gaps.py).

What each refuses is shown with it: tests/exams/test_two_people.py, test_key_change.py, test_appeals.py and
tests/certificates/test_standing.py. The mutant leaves the check to the database.
"""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from certificates.models import StandingRequest
from exams.errors import ExamProblem
from exams.models import Appeal, KeyChange, LateResponse, PaperVersion, Reopening, Voiding
from exams.services.publish_paper import publish_paper
from exams.services.sign_paper import sign_paper
from foundation.models import AuditEntry
from tests.exams.exam_stories import draft_paper

pytestmark = [pytest.mark.fault, pytest.mark.sqlite, pytest.mark.django_db]


def test_the_database_itself_refuses_one_person_twice():
    wanted = {
        PaperVersion: "paper_signed_by_a_second_person", Reopening: "reopening_approved_by_another",
        Voiding: "voiding_approved_by_another",
        LateResponse: "late_response_admitted_by_two", KeyChange: "key_change_approved_by_another",
        Appeal: "appeal_answered_by_another", StandingRequest: "standing_request_decided_by_another",
    }  # fmt: skip
    with connection.cursor() as cursor:
        for model, name in wanted.items():
            stored = connection.introspection.get_constraints(cursor, model._meta.db_table)
            assert stored[name]["check"], name


def test_a_paper_is_signed_by_another_and_both_are_named(cast):
    paper = draft_paper(cast)
    publish_paper(paper=paper, by=cast.officer)
    with pytest.raises(ExamProblem):
        sign_paper(paper=paper, by=cast.officer)
    sign_paper(paper=paper, by=cast.officer_b)
    entry = AuditEntry.objects.get(verb="paper.published")
    assert (entry.actor, entry.after["published_by"]) == (cast.officer_b.username, cast.officer.username)
    with pytest.raises(ExamProblem):  # a second signature finds nothing to sign
        sign_paper(paper=paper, by=cast.officer_b)


def test_mutant_without_the_check_in_the_service_the_database_still_refuses(cast):
    paper = draft_paper(cast)
    publish_paper(paper=paper, by=cast.officer)
    with (
        override_settings(SABOTAGE=frozenset({"second-signature"})),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        sign_paper(paper=paper, by=cast.officer)
