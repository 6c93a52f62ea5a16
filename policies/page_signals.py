"""Whenever a policy goes live, it is announced; should that fail, the sweep does it."""

from django.dispatch import receiver
from wagtail.signals import page_published

from policies.models import PolicyPage
from policies.services.announce_policy import announce_policy


@receiver(page_published, sender=PolicyPage)
def announce(sender, instance: PolicyPage, **details) -> None:
    revision = details.get("revision")
    announce_policy(policy=instance, by=revision.user if revision else None)
