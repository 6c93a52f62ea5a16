"""What certificates do when something happened. Each may run twice; the sweep finds what a lost message missed."""

from certificates.evidence import exam_keys
from certificates.models import CredentialEvent, SchemeRequirement
from certificates.services.consider_person import consider_schemes
from certificates.services.report_lost_ground import report_lost_ground
from certificates.services.sign_document import sign_document
from certificates.signals import credential_changed
from courses.signals import course_completed
from drills.signals import run_finished
from exams.models import Sitting
from exams.signals import result_changed, result_released
from foundation.facts import receives
from foundation.models import User


@receives(course_completed, name="certificates.consider_course")
def consider_course(completion_id: int, person_id: int, course_key: str) -> None:
    """A finished course may complete a scheme's proofs."""
    consider_schemes(person=User.objects.get(pk=person_id), kind=SchemeRequirement.Kind.COURSE, keys=[course_key])


@receives(run_finished, name="certificates.consider_drill")
def consider_drill(run_id: int, person_id: int, scenario_key: str) -> None:
    """So may a drill."""
    consider_schemes(person=User.objects.get(pk=person_id), kind=SchemeRequirement.Kind.DRILL, keys=[scenario_key])


@receives(result_released, name="certificates.consider_result")
def consider_result(result_id: int, person_id: int, sitting_id: int) -> None:
    """So may a released result."""
    sitting = Sitting.objects.select_related("paper_version__paper").get(pk=sitting_id)
    consider_schemes(person=User.objects.get(pk=person_id), kind=SchemeRequirement.Kind.EXAM, keys=exam_keys(sitting))


@receives(result_changed, name="certificates.reconsider_result")
def reconsider_result(result_id: int, person_id: int, sitting_id: int) -> None:
    """A mark that moved may earn a credential, or take the ground from under one: then its keepers are told."""
    consider_result(result_id, person_id, sitting_id)
    report_lost_ground(source="exams.result", id=result_id, person=User.objects.get(pk=person_id))


@receives(credential_changed, name="certificates.sign_document")
def sign_documents(credential_id: int, person_id: int) -> None:
    """An award gets its paper: here, in the worker, and not in anybody's request."""
    events = CredentialEvent.objects.filter(
        credential=credential_id, kind__in=CredentialEvent.AWARDS, document=None
    ).select_related("credential__scheme__node", "credential__person")
    for event in events:
        sign_document(event=event)
