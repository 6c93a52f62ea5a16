"""The bank that a command imports into when no other is named."""

from django.conf import settings
from django.db import transaction

from foundation.models import User
from organisation.models import Node
from question_bank.models import Bank

DEFAULT = "default"
SYSTEM = "question-import"


@transaction.atomic
def default_bank(*, slug: str = "") -> Bank:
    """The bank with that slug (else the only bank there is, else "default"), made at the top of the tree if it is new."""
    banks = list(Bank.objects.all()[:2])
    if not slug and len(banks) == 1:
        return banks[0]
    slug = slug or DEFAULT
    found = Bank.objects.select_related("node").filter(slug=slug).first()
    if found:
        return found
    root = Node.get_root_nodes().order_by("path").first()
    if root is None:
        root = Node.add_root(code="ROOT", name=settings.SITE_NAME, kind=Node.Kind.REGION)
    return Bank.objects.create(slug=slug, name="默认题库" if slug == DEFAULT else slug, node=root)


def system_account() -> User:
    """The account in whose name commands import; it is inactive and has no password, so that nobody signs in with it."""
    account, created = User.objects.get_or_create(username=SYSTEM, defaults={"name": "题库导入", "is_active": False})
    if created:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account
