"""Forms of appeals."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

INPUT = {"class": "input"}


class AppealForm(forms.Form):
    """Which question, and why."""

    number = forms.TypedChoiceField(label=_("哪一题"), coerce=int, widget=forms.Select(INPUT))
    reason = forms.CharField(
        label=_("理由"), max_length=1000, min_length=5, widget=forms.Textarea({**INPUT, "rows": 4}),
        help_text=_("写清您认为应当怎样评、依据是哪条规定。答复人会看到您的姓名。"),
    )  # fmt: skip

    def __init__(self, *args, numbers: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = [(number, _("第 %(n)s 题") % {"n": number}) for number in numbers]


class AnswerForm(forms.Form):
    """Whether the appeal holds, how many points it gives, and why."""

    upheld = forms.TypedChoiceField(
        label=_("结论"), coerce=lambda text: text == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("成立，改分")), ("no", _("维持原评分"))],
    )  # fmt: skip
    points = forms.DecimalField(
        label=_("改为几分"), required=False, max_digits=6, decimal_places=2, widget=forms.NumberInput(INPUT),
        help_text=_("只在成立时填。"),
    )  # fmt: skip
    answer = forms.CharField(
        label=_("答复"), max_length=1000, widget=forms.Textarea({**INPUT, "rows": 4}),
        help_text=_("考生会看到。写清依据，让人看得懂为什么。"),
    )  # fmt: skip

    def __init__(self, *args, above: Decimal, most: Decimal, **kwargs):
        super().__init__(*args, **kwargs)
        self.above, self.most = above, most

    def clean(self):
        data = super().clean()
        points = data.get("points")
        fits = points is not None and self.above < points <= self.most
        if data.get("upheld") and "points" not in self.errors and not fits:
            low, most = f"{self.above.normalize():f}", f"{self.most.normalize():f}"
            message = _("申诉成立要改分：请填高于 %(low)s、不超过 %(most)s 的分数。")
            raise ValidationError({"points": message % {"low": low, "most": most}})
        return data
