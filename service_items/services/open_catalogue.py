"""Let the roles keep the catalogue in the admin, and set up its review."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Workflow, WorkflowContentType, WorkflowTask
from wagtail.snippets.models import create_extra_permissions

from organisation.models import Role
from organisation.services.sync_admin_access import GROUP_PREFIX
from service_items.models import ServiceItem, ServiceItemReviewTask

REVIEW = "事项审核"
DEEDS = {
    Role.TRAINER: ("add_serviceitem", "change_serviceitem"),
    Role.REVIEWER: ("change_serviceitem", "publish_serviceitem", "lock_serviceitem", "unlock_serviceitem"),
    Role.ADMINISTRATOR: (
        "add_serviceitem", "change_serviceitem", "publish_serviceitem", "lock_serviceitem", "unlock_serviceitem",
        "change_servicerule", "add_receptionphrase", "change_receptionphrase", "delete_receptionphrase",
    ),
}  # fmt: skip


@transaction.atomic
def open_catalogue(**_signal) -> None:
    """Trainers write, reviewers and administrators publish, nobody deletes an item or a rule; runs after each migration."""
    create_permissions(apps.get_app_config("service_items"), verbosity=0)
    create_extra_permissions(apps.get_app_config("wagtailsnippets"))
    for role, codenames in DEEDS.items():
        group = Group.objects.get_or_create(name=GROUP_PREFIX + role)[0]
        found = Permission.objects.filter(content_type__app_label="service_items", codename__in=codenames)
        group.permissions.add(*found)
    review = ServiceItemReviewTask.objects.get_or_create(name=REVIEW)[0]
    review.groups.add(Group.objects.get_or_create(name=GROUP_PREFIX + Role.REVIEWER)[0])
    workflow = Workflow.objects.get_or_create(name=REVIEW)[0]
    WorkflowTask.objects.get_or_create(workflow=workflow, task=review, defaults={"sort_order": 0})
    kind = ContentType.objects.get_for_model(ServiceItem)
    WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": workflow})
