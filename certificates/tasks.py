"""What Celery wakes in this app."""

from celery import shared_task

from certificates.services import consider_person, remind_holders, replay_revocations, sign_document


@shared_task(name="certificates.tasks.sweep_credentials", ignore_result=True)
def sweep_credentials() -> int:
    """Award what a lost message left undone, bring back forgotten revocations, make missing papers, remind holders."""
    awarded = consider_person.sweep_credentials()
    replay_revocations.replay_revocations()
    sign_document.sign_missing_documents()
    remind_holders.remind_holders()
    return awarded
