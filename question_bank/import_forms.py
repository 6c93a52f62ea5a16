"""Forms of import and export."""

from django import forms
from django.utils.translation import gettext_lazy as _

from question_bank.formats.limits import TEXT_BYTES, UPLOAD_BYTES
from question_bank.models import Bank

READ_CHOICES = [
    ("", _("自动识别")), ("xlsx", "Excel (xlsx)"), ("docx", "Word (docx)"), ("text", _("纯文字")), ("gift", "GIFT"),
    ("moodle-xml", "Moodle XML"), ("jsonl", "JSON Lines"),
]  # fmt: skip
WRITE_CHOICES = [("xlsx", "Excel (xlsx)"), ("gift", "GIFT"), ("moodle-xml", "Moodle XML"), ("jsonl", "JSON Lines")]


class BankForm(forms.Form):
    """Which bank, of those in scope; the only one is chosen at once."""

    bank = forms.ModelChoiceField(label=_("题库"), queryset=Bank.objects.none(), empty_label=None)

    def __init__(self, *args, banks, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = banks


class UploadForm(BankForm):
    file = forms.FileField(
        label=_("试题文件"), help_text=_("xlsx、docx、txt、GIFT 或 Moodle XML，不超过 20 MB"),
        error_messages={"required": _("请选一个文件"), "empty": _("文件是空的，请选写好试题的文件")},
    )  # fmt: skip
    format = forms.ChoiceField(label=_("格式"), choices=READ_CHOICES, required=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > UPLOAD_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB，请拆成几个文件"))
        return file


class PasteForm(BankForm):
    text = forms.CharField(
        label=_("试题文字"), max_length=TEXT_BYTES // 4, strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false"}),
        help_text=_("照 Word 里的样子粘贴：题号、选项、答案、解析各种写法都认。一题接一题，不必整理。"),
        error_messages={"required": _("请粘贴试题文字")},
    )  # fmt: skip


class ExportForm(BankForm):
    format = forms.ChoiceField(label=_("格式"), choices=WRITE_CHOICES)
