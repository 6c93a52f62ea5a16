"""How every Django form on the site is drawn."""

from django.forms.renderers import TemplatesSetting


class ShellRenderer(TemplatesSetting):
    """Uses templates/django/forms/field.html, so that labels, help and errors look the same on every form."""

    field_template_name = "django/forms/field.html"
