"""The administrator's page of places: the tree of halls and units, their windows, and posts."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organisation.forms.places import PlaceForm, PostForm, WindowForm
from organisation.models import Post, Role, Window
from organisation.permissions import nodes_in_scope, role_required
from organisation.services.keep_places import add_place, add_post, add_window, change_place, change_window

administrators_only = role_required(Role.ADMINISTRATOR)


def _places(request: HttpRequest):
    return nodes_in_scope(request.user, Role.ADMINISTRATOR)


@administrators_only
def index(request: HttpRequest) -> HttpResponse:
    """The tree with how many windows and people each place has, and the posts."""
    here = Count("postings", filter=Q(postings__end_on=None), distinct=True)
    places = list(_places(request).annotate(people=here, window_count=Count("windows", distinct=True)))
    top = min((place.depth for place in places), default=1)
    context = {
        "places": [(range(place.depth - top), place) for place in places],
        "posts": Post.objects.all(),
        "post_form": PostForm(),
    }
    return render(request, "organisation/places/index.html", context)


@administrators_only
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: its details, windows, and what can be added below it."""
    node = get_object_or_404(_places(request), pk=pk)
    return _page(request, node)


def _page(request: HttpRequest, node, **forms) -> HttpResponse:
    context = {
        "place": node,
        "form": PlaceForm(instance=node),
        "below_form": PlaceForm(prefix="below"),
        "window_form": WindowForm(prefix="window", administrator=request.user),
        "windows": Window.objects.filter(hall=node).select_related("stationed_unit"),
        "below": node.get_children(),
        **forms,
    }
    return render(request, "organisation/places/place.html", context, status=422 if forms else 200)


@administrators_only
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the details of a place."""
    node = get_object_or_404(_places(request), pk=pk)
    form = PlaceForm(request.POST, instance=get_object_or_404(_places(request), pk=pk))
    if not form.is_valid():
        return _page(request, node, form=form)
    change_place(node=node, by=request.user, **form.cleaned_data)
    return _done(request, pk, _("已保存。"))


@administrators_only
@require_POST
def add_below(request: HttpRequest, pk: int) -> HttpResponse:
    """A new place below this one."""
    node = get_object_or_404(_places(request), pk=pk)
    form = PlaceForm(request.POST, prefix="below")
    if not form.is_valid():
        return _page(request, node, below_form=form)
    added = add_place(parent=node, by=request.user, **form.cleaned_data)
    return _done(request, added.pk, _("已添加“%s”。") % added.name)


@administrators_only
@require_POST
def new_window(request: HttpRequest, pk: int) -> HttpResponse:
    """A new window of this hall."""
    node = get_object_or_404(_places(request), pk=pk)
    form = WindowForm(request.POST, prefix="window", administrator=request.user)
    if not form.is_valid():
        return _page(request, node, window_form=form)
    window = add_window(hall=node, by=request.user, **form.cleaned_data)
    return _done(request, pk, _("已添加“%s”。") % window.name)


@administrators_only
def window(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one window."""
    found = get_object_or_404(Window.objects.filter(hall__in=_places(request)).select_related("hall"), pk=pk)
    form = WindowForm(request.POST or None, instance=found, administrator=request.user)
    if request.method == "POST" and form.is_valid():
        change_window(window=found, by=request.user, **form.cleaned_data)
        return _done(request, found.hall_id, _("已保存。"))
    return render(request, "organisation/places/window.html", {"window": found, "form": form})


@administrators_only
@require_POST
def new_post(request: HttpRequest) -> HttpResponse:
    """A new post."""
    form = PostForm(request.POST)
    if form.is_valid():
        add_post(**form.cleaned_data, by=request.user)
        messages.success(request, _("岗位已添加。"))
    else:
        messages.error(request, " ".join(message for errors in form.errors.values() for message in errors))
    return redirect("places_admin:index")


def _done(request: HttpRequest, pk: int, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("places_admin:place", pk)
