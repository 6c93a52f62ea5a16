"""Nobody puts live what they themselves wrote last: pages and items that wait to be published (docs/decisions/0015)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from foundation.models import User
from foundation.sabotage import broken

# What a revision carries besides the text: where the object stands, and when it is to go live.
BESIDE_THE_TEXT = {
    "latest_revision", "latest_revision_created_at", "live_revision", "has_unpublished_changes", "first_published_at",
    "last_published_at", "live", "draft_title", "locked", "locked_at", "locked_by", "go_live_at", "expire_at", "expired",
    "owner", "path", "depth", "numchild", "url_path", "wagtail_admin_comments", "current_version", "imported_on",
    "imported_hash",
}  # fmt: skip

NOT_APPROVED = gettext_lazy(
    "没有批准：批准时文字有改动，已存为您的草稿。自己改的要由另一个人审核；请改回原样再批准，或退回作者改。"
)


def wrote_last(user: User, obj) -> bool:
    """Whether the text that waits on `obj` is this person's: who first wrote it so, not who saved it again or came back to it.

    False if nothing waits, if nobody is named as its author, and for a superuser, who repairs what no role can.
    """
    if user.is_superuser or broken("no-self-approval"):
        return False
    newest = author = None
    for revision in obj.revisions.order_by("-created_at", "-pk").iterator(chunk_size=2):
        newest = newest or revision
        same = _same_text(revision, newest, obj)
        if revision.pk == obj.live_revision_id:
            return not same and author == user.pk
        author = revision.user_id if same else author
    return author == user.pk


def _same_text(one: Revision, other: Revision, obj) -> bool:
    """Whether both say the same. An editor writes out what a file left to the defaults of a block: no difference."""
    left_out = BESIDE_THE_TEXT | set(getattr(obj, "SAID_ON_PUBLISHING", ()))
    streams = {field.name: field for field in obj._meta.fields if isinstance(field, StreamField)}
    for name in (one.content.keys() | other.content.keys()) - left_out:
        texts = one.content.get(name), other.content.get(name)
        if texts[0] != texts[1] and not (
            name in streams and _rows(streams[name], texts[0]) == _rows(streams[name], texts[1])
        ):
            return False
    return True


def _rows(field: StreamField, stored: str | None) -> Any:
    return _said([row.get_prep_value() for row in field.to_python(stored)])


def _said(value: Any) -> Any:
    """The same without what is empty, and without the marks that tell rows apart: one that has none gets a new one at
    every reading."""
    if isinstance(value, dict):
        is_row = value.keys() == {"type", "value", "id"}
        return {
            name: _said(each)
            for name, each in value.items()
            if each not in (None, "") and not (is_row and name == "id")
        }
    return [_said(each) for each in value] if isinstance(value, list) else value


def tell_not_approved(request: HttpRequest, obj) -> HttpResponse | None:
    """After the editor saved a text together with its approval: who changed it has not approved it, and goes on editing."""
    if request.POST.get("workflow-action-name") != "approve" or not wrote_last(request.user, obj):
        return None
    messages.warning(request, str(NOT_APPROVED))
    return redirect(request.path)


def refuse_own_text(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page goes live from the editor: what the publisher changed themselves stays a draft, and they are told."""
    if not hasattr(page, "scope_node"):
        return None
    if page.live and page.first_published_at is None:  # Wagtail stores a new page as live before it asks
        type(page).objects.filter(pk=page.pk).update(live=False)
        page.live = False
    if not wrote_last(request.user, type(page).objects.get(pk=page.pk)):
        return None
    messages.warning(request, _("已存为草稿，还没有发布。自己改的要由另一个人审核：请点“送审”。"))
    return redirect("wagtailadmin_pages:edit", page.pk)
