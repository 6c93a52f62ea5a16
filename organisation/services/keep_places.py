"""Keep the tree of places, their windows, and the posts that people can hold."""

from datetime import datetime

from django.db import transaction

from foundation import audit
from foundation.models import User
from organisation.models import Node, Post, Window

PLACE_FIELDS = ("code", "name", "kind", "address", "opening", "phone", "closed_on")
WINDOW_FIELDS = ("code", "name", "stationed_unit")


@transaction.atomic
def add_place(*, parent: Node, by: User | None, at: datetime | None = None, **fields) -> Node:
    """A new place below `parent`. Raises IntegrityError if the code is taken."""
    node = Node.objects.get(pk=parent.pk).add_child(**fields)
    audit.record("place.added", by=by, on=node, node_path=node.path, after=_plain(node, PLACE_FIELDS), at=at)
    return node


@transaction.atomic
def change_place(*, node: Node, by: User | None, at: datetime | None = None, **fields) -> bool:
    """Whether anything was different. A place that is given up gets `closed_on`; it is never deleted."""
    return _change(Node.objects.select_for_update().get(pk=node.pk), fields, PLACE_FIELDS, "place", by, at)


@transaction.atomic
def add_window(*, hall: Node, by: User | None, at: datetime | None = None, **fields) -> Window:
    """A new window of the hall. Raises IntegrityError if the code is taken."""
    window = Window.objects.create(hall=hall, **fields)
    audit.record("window.added", by=by, on=window, node_path=hall.path, after=_plain(window, WINDOW_FIELDS), at=at)
    return window


@transaction.atomic
def change_window(*, window: Window, by: User | None, at: datetime | None = None, **fields) -> bool:
    """Whether anything was different."""
    return _change(Window.objects.select_for_update().get(pk=window.pk), fields, WINDOW_FIELDS, "window", by, at)


@transaction.atomic
def add_post(*, name: str, is_chief: bool, by: User | None, at: datetime | None = None) -> Post:
    """A post that people can hold; one that is there already stays as it is."""
    post, created = Post.objects.get_or_create(name=name, defaults={"is_chief": is_chief})
    if created:
        audit.record("post.added", by=by, on=post, after={"name": name, "is_chief": is_chief}, at=at)
    return post


def _change(row: Node | Window, fields: dict, names: tuple[str, ...], thing: str, by, at) -> bool:
    before = _plain(row, names)
    for name, value in fields.items():
        setattr(row, name, value)
    after = _plain(row, names)
    if after == before:
        return False
    row.save(update_fields=list(fields))
    path = row.path if isinstance(row, Node) else row.hall.path
    audit.record(f"{thing}.changed", by=by, on=row, before=before, after=after, node_path=path, at=at)
    return True


def _plain(row: Node | Window, names: tuple[str, ...]) -> dict:
    return {name: str(getattr(row, name) or "") for name in names}
