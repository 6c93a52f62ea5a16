"""Forms of the people page. Every choice is limited to the places that the administrator looks after."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.clock import local_date
from foundation.models import User
from organisation.models import Node, Post, Posting, Role, Window
from organisation.permissions import nodes_in_scope
from organisation.rules.account_names import canonical
from organisation.services.add_person import Place

EMPLOYMENTS = ("公务员", "事业编", "合同制", "劳务派遣", "社工")


class NodeChoiceField(forms.ModelChoiceField):
    """A place in the tree, indented by its depth."""

    def label_from_instance(self, node: Node) -> str:
        return f"{'　' * (node.depth - 1)}{node.name}"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlaceForm(forms.Form):
    """Where somebody works: node, window, post, employment, from when."""

    node = NodeChoiceField(label=_("单位"), queryset=Node.objects.none())
    window = forms.ModelChoiceField(label=_("窗口"), queryset=Window.objects.none(), required=False)
    post = forms.ModelChoiceField(label=_("岗位"), queryset=Post.objects.none(), required=False)
    employment = forms.ChoiceField(
        label=_("编制类型"), required=False, choices=[("", "---------"), *((name, name) for name in EMPLOYMENTS)]
    )
    start_on = forms.DateField(label=_("入岗日期"), widget=DayInput())

    def __init__(self, *args, administrator: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        nodes = nodes_in_scope(administrator, Role.ADMINISTRATOR)
        self.fields["node"].queryset = nodes
        self.fields["window"].queryset = Window.objects.filter(hall__in=nodes).select_related("hall")
        self.fields["window"].label_from_instance = lambda window: f"{window.code} {window.name}（{window.hall.name}）"
        self.fields["post"].queryset = Post.objects.all()
        self.initial.setdefault("start_on", local_date())

    def clean(self) -> dict:
        cleaned = super().clean()
        node, window = cleaned.get("node"), cleaned.get("window")
        if node and window and node.pk not in (window.hall_id, window.stationed_unit_id):
            self.add_error("window", gettext("这个窗口在“%s”，不在所选单位。") % window.hall.name)
        return cleaned

    @property
    def place(self) -> Place:
        names = ("node", "window", "post", "employment", "start_on")
        return Place(**{name: self.cleaned_data[name] for name in names})


class NewPersonForm(PlaceForm):
    """A new person and where they work."""

    username = forms.RegexField(
        label=_("工号"),
        regex=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$",
        error_messages={"invalid": _("工号用字母和数字，可以有点、横线，2 到 40 位。")},
    )
    name = forms.CharField(label=_("姓名"), max_length=80)
    email = forms.EmailField(label=_("邮箱（选填）"), required=False)
    field_order = ["username", "name", "email", "node", "window", "post", "employment", "start_on"]

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=canonical(username)).exists():
            raise ValidationError(gettext("这个工号已经有人用了。"))
        return username

    def clean_email(self) -> str:
        return unused_email(self.cleaned_data["email"])


class MoveForm(PlaceForm):
    """The next place of a person, from a day on; or what should have stood there, if the present one begins today or later."""

    def __init__(self, *args, person: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["start_on"].label = _("从哪天起")

    def clean_start_on(self):
        day = self.cleaned_data["start_on"]
        latest = max((posting.start_on for posting in self.person.postings.all() if posting.start_on), default=None)
        not_yet_history = latest and day == latest >= local_date()  # entered at the wrong place, and nothing came of it
        if latest and day <= latest and not not_yet_history:
            raise ValidationError(gettext("要晚于现在这一段的入岗日期 %s。") % latest)
        return day


class DetailsForm(forms.Form):
    """A person's name and address, and the details of the posting they hold."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    email = forms.EmailField(label=_("邮箱"), required=False)
    window = forms.ModelChoiceField(label=_("窗口"), queryset=Window.objects.none(), required=False)
    post = forms.ModelChoiceField(label=_("岗位"), queryset=Post.objects.all(), required=False)
    employment = forms.CharField(label=_("编制类型"), max_length=40, required=False)
    presence = forms.ChoiceField(
        label=_("在岗状态"),
        choices=[choice for choice in Posting.Presence.choices if choice[0] != Posting.Presence.GONE],
    )
    POSTING_FIELDS = ("window", "post", "employment", "presence")

    def __init__(self, *args, person: User, posting: Posting | None, **kwargs) -> None:
        initial = {"name": person.name, "email": person.email}
        if posting:
            initial |= {name: getattr(posting, name) for name in self.POSTING_FIELDS}
        super().__init__(*args, initial=initial, **kwargs)
        self.person = person
        if posting:
            at_place = Window.objects.filter(hall=posting.node) | Window.objects.filter(stationed_unit=posting.node)
            self.fields["window"].queryset = at_place
        else:
            for name in self.POSTING_FIELDS:
                del self.fields[name]

    def clean_email(self) -> str:
        return unused_email(self.cleaned_data["email"], but=self.person)


class GrantForm(forms.Form):
    """A role at a place."""

    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    node = NodeChoiceField(label=_("在哪里（含下级）"), queryset=Node.objects.none())

    def __init__(self, *args, administrator: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = nodes_in_scope(administrator, Role.ADMINISTRATOR)


class LeaveForm(forms.Form):
    """Close an account, and say when the person left if they did."""

    left_on = forms.DateField(
        label=_("离岗日期（只停账号就留空）"),
        required=False,
        widget=DayInput(),
        help_text=_("填了，任岗也到这一天为止，角色都收回。"),
    )
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)


def unused_email(email: str, but: User | None = None) -> str:
    """The address, if nobody else has it. Raises ValidationError."""
    others = User.objects.exclude(pk=but.pk) if but else User.objects.all()
    if email and others.annotate(lower=Lower("email")).filter(lower=email.lower()).exists():
        raise ValidationError(gettext("这个邮箱已经有人用了。"))
    return email
