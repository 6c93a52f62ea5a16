"""The forms with which trainers and reviewers work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from question_bank.models import Question, QuestionDraft, Topic
from question_bank.models.facets import CognitiveLevel, Difficulty, Pool
from question_bank.question_types import kinds
from service_items.models import ServiceItem, ServiceRule


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DraftForm(forms.ModelForm):
    """Everything of a draft but its content and key, which the kind reads itself."""

    explanation = forms.CharField(
        label=_("解析（作答后才显示）"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    notes = forms.CharField(
        label=_("评分说明（只给阅卷人看）"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    class Meta:
        model = QuestionDraft
        fields = [
            "legal_basis", "clause", "source", "checked_on", "to_verify", "topic", "service_items", "rules",
            "cognitive_level", "difficulty", "points", "pool", "exclusion_group", "valid_from", "valid_to",
        ]  # fmt: skip
        widgets = {
            "service_items": forms.CheckboxSelectMultiple,
            "rules": forms.CheckboxSelectMultiple,
            "checked_on": DateInput(),
            "valid_from": DateInput(),
            "valid_to": DateInput(),
        }
        labels = {"topic": _("知识点"), "service_items": _("事项"), "rules": _("规则")}
        help_texts = {
            "clause": _("政策改动时靠它找到受影响的题，如“第三十二条”"),
            "exclusion_group": _("同组的题互相提示答案，一份试卷最多抽一题"),
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("有效期止不能早于有效期起"))
        return cleaned

    def saved_fields(self) -> dict:
        """What save_draft takes: facets, explanation, notes, items and rules."""
        return dict(self.cleaned_data)


class NewQuestionForm(forms.Form):
    """Which bank and which kind."""

    bank = forms.ModelChoiceField(label=_("题库"), queryset=None)
    kind = forms.ChoiceField(label=_("题型"))

    def __init__(self, *args, banks, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = banks
        self.fields["bank"].initial = banks.first()
        self.fields["kind"].choices = [(kind.kind, kind.label) for kind in kinds()]


class BulkTagForm(forms.Form):
    """What to set on the chosen questions; empty fields change nothing."""

    questions = forms.ModelMultipleChoiceField(queryset=Question.objects.none())
    topic = forms.ModelChoiceField(label=_("知识点"), queryset=Topic.objects.all(), required=False)
    pool = forms.ChoiceField(label=_("用途"), choices=[("", "—"), *Pool.choices], required=False)
    difficulty = forms.TypedChoiceField(
        label=_("难度"), choices=[("", "—"), *Difficulty.choices], coerce=int, empty_value=None, required=False
    )
    cognitive_level = forms.ChoiceField(
        label=_("认知层次"), choices=[("", "—"), *CognitiveLevel.choices], required=False
    )
    exclusion_group = forms.CharField(label=_("互斥组"), max_length=80, required=False)
    item = forms.ModelChoiceField(
        label=_("加上事项"), queryset=ServiceItem.objects.all(), required=False, to_field_name="code"
    )
    rule = forms.ModelChoiceField(
        label=_("加上规则"), queryset=ServiceRule.objects.all(), required=False, to_field_name="code"
    )

    FACETS = ("topic", "pool", "difficulty", "cognitive_level", "exclusion_group")

    def __init__(self, *args, questions, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].queryset = questions

    def changes(self) -> dict:
        """The keyword arguments for tag_questions; empty if nothing was chosen."""
        given = self.cleaned_data
        changes = {name: given[name] for name in self.FACETS if given[name]}
        if given["item"]:
            changes["service_items"] = [given["item"]]
        if given["rule"]:
            changes["rules"] = [given["rule"]]
        return changes


class PictureForm(forms.Form):
    """A picture for a question."""

    file = forms.ImageField(label=_("图片（PNG、JPEG、GIF 或 WebP，5 MB 以内）"))
    alt = forms.CharField(label=_("图片说明，给看不见图的人读"), max_length=200)

    LARGEST = 5 * 1024 * 1024

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.LARGEST:
            raise forms.ValidationError(_("图片超过 5 MB，请缩小后再传"))
        if file.image.format not in ("PNG", "JPEG", "GIF", "WEBP"):
            raise forms.ValidationError(_("请传 PNG、JPEG、GIF 或 WebP 图片"))
        return file
