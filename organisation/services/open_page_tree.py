"""Let the roles write and review under an index page of the page tree."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from organisation.models import Role
from organisation.services.sync_admin_access import GROUP_PREFIX

PAGE_DEEDS = {
    Role.TRAINER: ("add", "change"),
    Role.REVIEWER: ("change", "publish", "lock", "unlock"),
    Role.ADMINISTRATOR: ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
}
LIBRARY = {"wagtailimages": "image", "wagtaildocs": "document", "wagtailmedia": "media"}


@transaction.atomic
def open_page_tree(*, index: Page, workflow: str, task: type[GroupApprovalTask]) -> None:
    """Trainers write under `index`, reviewers publish, and a draft goes from one to the other through `workflow`.

    The groups hold everywhere; where in the organisation somebody may write, the pages themselves say
    (organisation.scoped_pages). May run any number of times.
    """
    for label in ("wagtailcore", *LIBRARY):
        create_permissions(apps.get_app_config(label), verbosity=0)
    for role, deeds in PAGE_DEEDS.items():
        group = Group.objects.get_or_create(name=GROUP_PREFIX + role)[0]
        for deed in deeds:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{deed}_page")
            GroupPagePermission.objects.get_or_create(group=group, page=index, permission=permission)
        if role != Role.REVIEWER:
            _open_library(group)
    _set_up_review(index, workflow, task)


def _open_library(group: Group) -> None:
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for label, kind in LIBRARY.items():
        for permission in Permission.objects.filter(
            content_type__app_label=label, codename__in=[f"add_{kind}", f"choose_{kind}"]
        ):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _set_up_review(index: Page, name: str, task: type[GroupApprovalTask]) -> None:
    review = task.objects.get_or_create(name=name)[0]
    review.groups.add(Group.objects.get_or_create(name=GROUP_PREFIX + Role.REVIEWER)[0])
    workflow = Workflow.objects.get_or_create(name=name)[0]
    WorkflowTask.objects.get_or_create(workflow=workflow, task=review, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page=index, defaults={"workflow": workflow})
