"""Doors to the connections of a company: HR sets up how its own accounts log in."""

import uuid

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies import walls
from companies.errors import Refusal
from people import access, inspection, navigation, provider, saml, wording
from people.access import PersonRequest, hr_only
from people.actions import connection as connections
from people.forms.connection import FORMS, form_of
from people.models import Connection


@hr_only
@require_safe
def list_connections(request: PersonRequest) -> HttpResponse:
    """The connections, and the ways to add one."""
    found = list(access.connections(request.user))
    linked = access.linked(found)
    rows = [(one, linked[one.key]) for one in found]
    facts = {"rows": rows, "sections": navigation.sections(request)}
    return render(request, "people/connections.html", facts)


@hr_only
@sensitive_post_parameters("secret")
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest, kind: str) -> HttpResponse:
    """Add a connection of one kind."""
    if kind not in FORMS:
        raise Http404
    chosen = Connection.Kind.OPENID if kind == "openid" else Connection.Kind.SAML
    form = FORMS[kind](*_given(request))
    if form.is_valid():
        try:
            made = connections.add(chosen, by=request.user, **form.facts())
            messages.success(
                request, _("“%(name)s” is added. Test it, then offer it.") % {"name": made}
            )
            return redirect("people:connection", public_id=made.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    facts = {"form": form, "shown": None, "kind": chosen.label}
    status = 422 if form.is_bound else 200
    return render(request, "people/connection_edit.html", facts, status=status)


@hr_only
@sensitive_post_parameters("secret")
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a connection."""
    shown = get_object_or_404(access.connections(request.user), public_id=public_id)
    form = form_of(shown)(*_given(request), connection=shown)
    if form.is_valid():
        try:
            connections.change(shown, by=request.user, **form.facts())
            messages.success(request, _("“%(name)s” is saved.") % {"name": shown})
            return redirect("people:connection", public_id=shown.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    facts = {"form": form, "shown": shown, "kind": shown.get_kind_display()}
    status = 422 if form.is_bound else 200
    return render(request, "people/connection_edit.html", facts, status=status)


def _given(request: PersonRequest) -> tuple[object, object]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@hr_only
@require_safe
def detail(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """One connection: what is set, what to copy to the provider, what to do next."""
    return _show(request, get_object_or_404(access.connections(request.user), public_id=public_id))


@hr_only
@never_cache
@require_POST
def test(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same, with what the provider answers now."""
    shown = get_object_or_404(access.connections(request.user), public_id=public_id)
    return _show(request, shown, steps=inspection.walk(shown))


def _show(
    request: PersonRequest, shown: Connection, steps: list[inspection.Step] | None = None
) -> HttpResponse:
    problem = shown.last_problem and wording.connection_problem(shown.last_problem, shown)
    facts = {
        "shown": shown,
        "steps": steps,
        "is_well": steps is not None and all(one.is_well for one in steps),
        "addresses": _addresses(shown),
        "linked": access.linked([shown])[shown.key],
        "problem": problem,
    }
    return render(request, "people/connection.html", facts)


def _addresses(shown: Connection) -> list[tuple[str, str]]:
    """What HR copies to the provider's screen."""
    if shown.is_openid:
        path = provider.callback_path(shown)
        return [(_("Redirect address (callback)"), walls.address(path))]
    return [
        (_("Answers go to (ACS)"), saml.acs_address(shown)),
        (_("Our name (entity ID) and our metadata"), saml.our_entity_id(shown)),
    ]


@hr_only
@reauthentication_required
@require_POST
def offer(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a connection on the login page, or no more."""
    shown = get_object_or_404(access.connections(request.user), public_id=public_id)
    is_offered = request.POST.get("offered") == "1"
    connections.offer(shown, is_offered=is_offered, by=request.user)
    said = _("“%(name)s” is on the login page.") if is_offered else _("“%(name)s” is taken off.")
    messages.success(request, said % {"name": shown})
    return redirect("people:connection", public_id=shown.public_id)


@hr_only
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what removing does, then do it."""
    shown = get_object_or_404(access.connections(request.user), public_id=public_id)
    if request.method == "POST":
        ended = connections.remove(shown, by=request.user)
        said = ngettext(
            "“%(name)s” is removed; %(count)s session ended.",
            "“%(name)s” is removed; %(count)s sessions ended.",
            ended,
        )
        messages.success(request, said % {"name": shown, "count": ended})
        return redirect("people:connections")
    facts = {"shown": shown, "linked": access.linked([shown])[shown.key]}
    return render(request, "people/connection_remove.html", facts)
