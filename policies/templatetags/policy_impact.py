"""What a policy will make stale, inside the reviewer's dialogue."""

from django import template

from policies.views.author import will_be_stale

register = template.Library()


@register.inclusion_tag("policies/cms/_impact.html")
def impact_of(page) -> dict:
    draft = page.specific.get_latest_revision_as_object()
    return {"draft": draft, "groups": will_be_stale(draft), "items": list(draft.service_items.all())}
