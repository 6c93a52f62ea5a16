"""The second signature: a frozen paper becomes ready for sittings."""

from datetime import datetime

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Paper, PaperVersion
from exams.services.lay_out_paper import digest
from exams.services.publish_paper import key_numbers
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken


@transaction.atomic
def sign_paper(*, paper: Paper, by: User, at: datetime | None = None) -> PaperVersion:
    """The published version; the one before is retired. Raises ExamProblem "wrong_state", "same_person",
    "paper_altered" where its content is not what was frozen, or "key_corrected" where a key was, while it was frozen."""
    frozen = (
        PaperVersion.objects.select_for_update().filter(paper=paper, state=PaperVersion.State.FROZEN).first()
    )  # fmt: skip
    if frozen is None:
        raise ExamProblem("wrong_state")
    if frozen.published_by_id == by.pk and not broken("second-signature"):
        raise ExamProblem("same_person")
    if digest(frozen.payload) != frozen.payload_hash:
        raise ExamProblem("paper_altered")
    if frozen.key_numbers != key_numbers(frozen):
        raise ExamProblem("key_corrected")
    paper.versions.filter(state=PaperVersion.State.PUBLISHED).update(state=PaperVersion.State.RETIRED)
    frozen.state = PaperVersion.State.PUBLISHED
    frozen.signed_by, frozen.signed_at = by, at or database_now()
    frozen.save(update_fields=["state", "signed_by", "signed_at"])
    audit.record(
        "paper.published", by=by, on=paper, node_path=paper.node.path,
        after={"version": frozen.number, "published_by": frozen.published_by.username}, at=at,
    )  # fmt: skip
    return frozen
