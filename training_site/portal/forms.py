"""The forms of the portal."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SuggestionForm(forms.Form):
    """What is wrong or missing, and on which page."""

    text = forms.CharField(
        label=_("想说什么"),
        help_text=_("哪里不好用、哪里写错了、还缺什么。请不要写群众的个人信息。"),
        max_length=2000,
        error_messages={"required": _("请写下您想说的，一句话也行。")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """An answer to a suggestion."""

    answer = forms.CharField(label=_("答复"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectionForm(forms.Form):
    """Which of one's data is wrong, and what is right."""

    section = forms.ChoiceField(label=_("哪一部分有误"))
    text = forms.CharField(
        label=_("应该改成什么"),
        help_text=_("例如：入岗日期应为 2024-03-01。"),
        max_length=500,
        error_messages={"required": _("请写清应该改成什么，如：入岗日期应为 2024-03-01。")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, sections: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [(title, title) for title in sections]
