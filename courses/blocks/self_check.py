"""A question in the middle of a lesson, answered for oneself."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructBlockValidationError

from courses.practice import practice_version, some_practice_question


class SelfCheckBlock(StructBlock):
    """Names the question by bank and code; neither the question nor its key is stored in the page."""

    question = CharBlock(label=_("题号"), max_length=120, help_text=_("题库代号/题号，如 demo/S19；只能用练习题"))

    def clean(self, value):
        value = super().clean(value)
        if practice_version(value["question"]) is None:
            message = gettext("没有找到已审定的练习题 %(code)s，请按“题库代号/题号”填写") % {"code": value["question"]}
            raise StructBlockValidationError(block_errors={"question": ValidationError(message)})
        return value

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["version"] = version = practice_version(value.get("question", ""))
        if version:
            context["prefix"] = f"self-{version.pk}-"
        return context

    def get_preview_value(self):
        return self.normalize({"question": some_practice_question()})

    class Meta:
        label = _("想一想")
        icon = "help"
        template = "courses/blocks/self_check.html"
