"""How the site looks to one person."""

from django.db import transaction

from foundation.models import User


@transaction.atomic
def save_settings(*, by: User, **wanted: str) -> None:
    """Save text size, theme and language where they are among the choices; anything else stays as it was."""
    fields = []
    for name in ("text_size", "theme", "language"):
        allowed = {value for value, _label in User._meta.get_field(name).choices}
        if name in wanted and wanted[name] in allowed:
            setattr(by, name, wanted[name])
            fields.append(name)
    if fields:
        by.save(update_fields=fields)
