"""Doors of the public site to a new company: the form, the code, the progress, the way in."""

import uuid

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies import walls
from companies.errors import Refusal
from companies.models import SignUp
from people.actions import sign_up
from people.forms.sign_up import AddressForm, CodeForm, SignUpForm
from people.tasks import deliver_sign_up_code, open_company

_BROWSER = "browser of a sign-up"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for a company; the button "check" only looks at the address."""
    if not settings.SIGN_UP_OPEN:
        raise Http404
    if request.method != "POST":
        start = {"language": translation.get_language(), "time_zone": settings.TIME_ZONE}
        return _ask(request, SignUpForm(initial=start))
    if not _counted(request, "look"):
        return ratelimit.handler429(request)
    data, wanted = request.POST.copy(), request.POST.get("subdomain", "")
    is_proposed = not wanted.strip()
    if is_proposed:
        wanted = data["subdomain"] = _suggestion(request.POST.get("company_name", ""))
    if "check" in data:
        return _ask(request, SignUpForm(initial=data.dict()), **_state(wanted))
    form = SignUpForm(data)
    if is_proposed and wanted:
        # Nobody gets an address that they have not seen.
        return _ask(request, form, is_proposed=True, **_state(wanted))
    if form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "terms"}
        try:
            sign_up.ensure_free(facts["subdomain"])
            if not _counted(request, "begin", key=_mailbox(facts["email"])):
                return ratelimit.handler429(request)
            row = sign_up.begin(**facts)
            deliver_sign_up_code.delay_on_commit(row.pk)
            return redirect("sign_up_state", public_id=row.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    return _ask(request, form)


def _ask(request: HttpRequest, form: SignUpForm, **context: object) -> HttpResponse:
    return render(
        request,
        "public/sign_up.html",
        {"form": form, "domain": settings.PUBLIC_DOMAIN, **context},
        status=422 if form.is_bound else 200,
    )


@never_cache
@require_safe
def address(request: HttpRequest) -> HttpResponse:
    """Whether an address is free, while it is typed; or a suggestion, while the name is."""
    if not settings.SIGN_UP_OPEN:
        raise Http404
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("sign_up")
    if not _counted(request, "look"):
        return HttpResponse(status=204)
    typed, part = request.GET.get("subdomain", ""), "state"
    if request.GET.get("part") == "field":
        part = "field"
        if typed.strip() in ("", request.GET.get("suggested", "")):
            typed = _suggestion(request.GET.get("company_name", ""))
    form = SignUpForm(initial={"subdomain": typed[:80]})
    context = {"form": form, "domain": settings.PUBLIC_DOMAIN, **_state(typed)}
    return render(request, f"public/sign_up.html#{part}", context)


def _suggestion(company_name: str) -> str:
    return sign_up.suggest(company_name[:120])


def _state(typed: str) -> dict[str, str]:
    """What to say beside an address, and the address if it is free."""
    form = AddressForm({"subdomain": typed})
    try:
        if form.is_valid():
            sign_up.ensure_free(form.cleaned_data["subdomain"])
            return {"free": form.cleaned_data["subdomain"]}
    except Refusal as refusal:
        return {"obstacle": str(refusal)}
    return {"obstacle": " ".join(map(str, form.errors["subdomain"]))} if typed.strip() else {}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The code that is waited for; then the progress; then the way into the new company."""
    row = sign_up.find(public_id)
    if row is None:
        return render(request, "public/sign_up_gone.html", status=404)
    if row.verified_at is None or "code" in request.POST:
        return _prove(request, row)
    if request.method == "POST" and _is_known(request, row):
        return _go_on(request, row)
    return _progress(request, row, AddressForm())


def _prove(request: HttpRequest, row: SignUp) -> HttpResponse:
    form, trouble = CodeForm(request.POST if "code" in request.POST else None), ""
    if request.method == "POST" and not _counted(request, "prove"):
        return ratelimit.handler429(request)
    try:
        if form.is_valid():
            sign_up.prove(row, **form.cleaned_data)
            open_company.delay_on_commit(row.pk)
            return _remember(redirect("sign_up_state", public_id=row.public_id), row)
        if "again" in request.POST:
            sign_up.ask_again(row)
            deliver_sign_up_code.delay_on_commit(row.pk)
            return redirect(f"{request.path}?sent")
    except Refusal as refusal:
        if refusal.field:
            form.add_error(refusal.field, str(refusal))
        else:
            trouble = str(refusal)
    return render(
        request,
        "public/sign_up_code.html",
        {"form": form, "row": row, "trouble": trouble, "sent": "sent" in request.GET},
        status=422 if form.is_bound or trouble else 200,
    )


def _go_on(request: HttpRequest, row: SignUp) -> HttpResponse:
    """Another address, or one more try."""
    form = AddressForm(request.POST if "subdomain" in request.POST else None)
    if not _counted(request, "prove"):
        return ratelimit.handler429(request)
    try:
        if form.is_valid():
            sign_up.choose(row, **form.cleaned_data)
        elif not form.is_bound:
            sign_up.retry(row)
        else:
            return _progress(request, row, form)
        open_company.delay_on_commit(row.pk)
        return redirect("sign_up_state", public_id=row.public_id)
    except Refusal as refusal:
        form.add_error("subdomain", str(refusal))
        return _progress(request, row, form)


def _progress(request: HttpRequest, row: SignUp, form: AddressForm) -> HttpResponse:
    is_known = _is_known(request, row)
    context = {"row": row, "form": form, "is_known": is_known, "domain": settings.PUBLIC_DOMAIN}
    context["address"] = walls.site_root(f"{row.subdomain}.{settings.PUBLIC_DOMAIN}")
    if row.status == SignUp.Status.DONE and is_known:
        try:
            context["way_in"], context["has_account"] = sign_up.way_in(row)
        except walls.NoSuchCompanyError:
            return render(request, "public/sign_up_gone.html", status=404)
    elif row.problem == "taken" and not form.is_bound:
        context["form"] = AddressForm(initial={"subdomain": _suggestion(row.company_name)})
    template = "public/sign_up_state.html"
    if request.htmx:  # type: ignore[attr-defined]
        template += "#state"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _remember(response: HttpResponse, row: SignUp) -> HttpResponse:
    """The browser that gave the code is the one that is led into the company."""
    response.set_cookie(
        settings.SIGN_UP_COOKIE_NAME,
        signing.dumps(str(row.public_id), salt=_BROWSER),
        max_age=sign_up.KEPT,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )
    return response


def _is_known(request: HttpRequest, row: SignUp) -> bool:
    given = request.COOKIES.get(settings.SIGN_UP_COOKIE_NAME, "")
    try:
        told = signing.loads(given, salt=_BROWSER, max_age=sign_up.KEPT)
    except signing.BadSignature:
        return False
    return bool(told == str(row.public_id))


def _counted(request: HttpRequest, what: str, *, key: str | None = None) -> bool:
    """Count one attempt; false when there were too many. Raises when nobody can count."""
    usage = ratelimit.consume(
        request,
        app="mentorat.sign_up",
        action=what,
        config=settings.SIGN_UP_RATES,
        key=key,
        limit_get=True,
    )
    return usage is not None


def _mailbox(email: str) -> str:
    """One name for all spellings of a mailbox: capitals and what follows a plus do not count."""
    name, _, host = email.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"
