"""The administrator's page of people, inside the Wagtail admin's shell. Everything follows the administrator's places."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from foundation.clock import local_date
from foundation.ids import typed_id
from foundation.models import User
from organisation.forms.people import DetailsForm, GrantForm, LeaveForm, MoveForm, NewPersonForm
from organisation.models import Posting, Role, RoleGrant
from organisation.permissions import may_administer, nodes_in_scope, people_to_administer, role_required
from organisation.selectors import current_posting, password_set_at
from organisation.services import count_sign_in_tries as tries
from organisation.services.add_person import add_person
from organisation.services.change_person import change_person, change_posting
from organisation.services.deactivate_person import deactivate_person, reactivate_person
from organisation.services.grant_role import grant_role
from organisation.services.move_person import move_person
from organisation.services.revoke_role import revoke_role
from organisation.services.set_one_time_password import remove_second_factor, set_one_time_password, unlock_account

PER_PAGE = 50
administrators_only = role_required(Role.ADMINISTRATOR)


@administrators_only
def index(request: HttpRequest) -> HttpResponse:
    """Search and filter the people whom this administrator looks after."""
    wanted = {name: request.GET.get(name, "").strip() for name in ("q", "node", "role", "state")}
    page = Paginator(_found(request.user, wanted), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "wanted": wanted,
        "query": query.urlencode(),
        "nodes": nodes_in_scope(request.user, Role.ADMINISTRATOR),
        "roles": Role.choices,
        "states": [("active", _("在用")), ("inactive", _("停用"))],
    }
    return render(request, "organisation/people/index.html", context)


def _found(administrator: User, wanted: dict[str, str]):
    people = people_to_administer(administrator)
    if wanted["q"]:
        people = people.filter(
            Q(username__icontains=wanted["q"]) | Q(name__icontains=wanted["q"]) | Q(email__icontains=wanted["q"])
        )
    if number := typed_id(wanted["node"]):
        node = nodes_in_scope(administrator, Role.ADMINISTRATOR).filter(pk=number).first()
        posted = Posting.objects.on(local_date()).below(node) if node else Posting.objects.none()
        people = people.filter(pk__in=posted.values("person"))
    if wanted["role"] in Role.values:
        held = RoleGrant.objects.filter(role=wanted["role"], revoked_at=None)
        people = people.filter(pk__in=held.values("person"))
    if wanted["state"]:
        people = people.filter(is_active=wanted["state"] == "active")
    postings = Posting.objects.on(local_date()).select_related("node", "window", "post")
    grants = RoleGrant.objects.filter(revoked_at=None).select_related("node")
    return people.order_by("username").prefetch_related(
        Prefetch("postings", postings, to_attr="current"), Prefetch("role_grants", grants, to_attr="granted")
    )


@administrators_only
def new(request: HttpRequest) -> HttpResponse:
    """Add one person; the one-time password is shown once."""
    form = NewPersonForm(request.POST or None, administrator=request.user)
    if form.is_valid():
        names = ("username", "name", "email")
        person, password = add_person(
            **{name: form.cleaned_data[name] for name in names}, place=form.place, by=request.user
        )
        return _hand_over(request, person, password)
    return render(request, "organisation/people/new.html", {"form": form})


@administrators_only
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: details, postings, roles, account."""
    found = get_object_or_404(people_to_administer(request.user), pk=pk)
    return _page(request, found)


def _page(request: HttpRequest, found: User, **forms) -> HttpResponse:
    posting = current_posting(found)
    context = {
        "person": found,
        "posting": posting,
        "may_change": may_administer(request.user, found),
        "is_self": found == request.user,
        "details_form": DetailsForm(person=found, posting=posting),
        "move_form": MoveForm(person=found, administrator=request.user),
        "grant_form": GrantForm(administrator=request.user),
        "leave_form": LeaveForm(),
        "postings": found.postings.select_related("node", "window", "post").order_by("-start_on", "-pk"),
        "grants": found.role_grants.filter(revoked_at=None).select_related("node").order_by("role"),
        "locked": any(tries.is_locked(key) for key in (f"account:{found.pk}", tries.factor_key(found))),
        "has_second_factor": Authenticator.objects.filter(user=found).exists(),
        "password_set_at": password_set_at(found),
        **forms,
    }
    return render(request, "organisation/people/person.html", context, status=422 if forms else 200)


def _changeable(request: HttpRequest, pk: int) -> User:
    """The person, if this administrator may change them. Raises Http404; the person's page says why it offers nothing."""
    found = get_object_or_404(people_to_administer(request.user), pk=pk)
    if not may_administer(request.user, found):
        raise Http404
    return found


@administrators_only
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Save name, address and the details of the posting."""
    found = _changeable(request, pk)
    posting = current_posting(found)
    form = DetailsForm(request.POST, person=found, posting=posting)
    if not form.is_valid():
        return _page(request, found, details_form=form)
    change_person(
        person=found, name=form.cleaned_data["name"], email=form.cleaned_data["email"], by=request.user
    )  # fmt: skip
    if posting:
        fields = {name: form.cleaned_data[name] for name in form.POSTING_FIELDS}
        change_posting(posting=posting, by=request.user, **fields)
    return _done(request, found, _("已保存。"))


@administrators_only
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """End the posting and begin another, or put right one that begins on the same day."""
    found = _changeable(request, pk)
    form = MoveForm(request.POST, person=found, administrator=request.user)
    if not form.is_valid():
        return _page(request, found, move_form=form)
    move_person(person=found, place=form.place, by=request.user)
    messages.success(request, _("%(name)s 已调到 %(node)s。") % {"name": found.name, "node": form.place.node})
    return redirect("people_admin:index")


@administrators_only
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role at a place."""
    found = _changeable(request, pk)
    form = GrantForm(request.POST, administrator=request.user)
    if not form.is_valid():
        return _page(request, found, grant_form=form)
    grant_role(person=found, role=form.cleaned_data["role"], node=form.cleaned_data["node"], by=request.user)
    return _done(request, found, _("角色已授予。"))


@administrators_only
@require_POST
def revoke(request: HttpRequest, pk: int, grant_pk: int) -> HttpResponse:
    """Take a role away; nobody takes the administration from themselves."""
    found = _changeable(request, pk)
    held = get_object_or_404(RoleGrant, pk=grant_pk, person=found, revoked_at=None)
    if found == request.user and held.role == Role.ADMINISTRATOR:
        messages.error(request, _("不能收回自己的管理员角色，请另一位管理员来做。"))
        return redirect("people_admin:person", pk)
    revoke_role(grant=held, by=request.user)
    return _done(request, found, _("角色已收回。"))


@administrators_only
@require_POST
@never_cache
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a one-time password and show it once."""
    found = _changeable(request, pk)
    if found == request.user:
        return redirect("account_change_password")
    return _hand_over(request, found, set_one_time_password(person=found, by=request.user))


@administrators_only
@require_POST
def account(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Lift a lock, take away a lost second factor, close or open the account."""
    found = _changeable(request, pk)
    if deed == "unlock":
        unlock_account(person=found, by=request.user)
        return _done(request, found, _("已解除锁定。"))
    if deed == "reactivate":
        reactivate_person(person=found, by=request.user)
        return _done(request, found, _("账号已启用。"))
    if found == request.user:
        messages.error(request, _("不能对自己的账号这样做，请另一位管理员来做。"))
        return redirect("people_admin:person", pk)
    if deed == "remove-factor":
        remove_second_factor(person=found, by=request.user)
        return _done(request, found, _("两步验证已解除，下次登录后重新设置。"))
    if deed != "deactivate":
        raise Http404
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return _page(request, found, leave_form=form)
    deactivate_person(
        person=found, left_on=form.cleaned_data["left_on"], reason=form.cleaned_data["reason"], by=request.user
    )
    return _done(request, found, _("账号已停用，正在使用的登录随即失效。"))


def _hand_over(request: HttpRequest, found: User, one_time: str) -> HttpResponse:
    response = render(request, "organisation/people/password.html", {"person": found, "password": one_time})
    response["Cache-Control"] = "no-store"
    return response


def _done(request: HttpRequest, found: User, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("people_admin:person", found.pk)
