"""Doors to the company's space: HR settles how it looks; anybody reads its style sheet and logo."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies import branding, hosts, palette
from companies.errors import Refusal
from companies.models import Company
from people import navigation
from people.access import PersonRequest, hr_only
from people.actions import space
from people.forms.space import LogoForm, SpaceForm

_FOREVER = "public, max-age=31536000, immutable"


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: PersonRequest) -> HttpResponse:
    """Name, colour, language, time zone and contact: shown on a sample before they are saved."""
    company = request.company  # type: ignore[attr-defined]
    initial = {name: getattr(company, name) for name in space.SETTLED}
    initial |= {"own_colour": bool(company.colour)}
    initial["colour"] = company.colour or palette.STANDARD
    given = request.POST.copy() if request.method == "POST" else None
    if given is not None and "adopt" in given:
        given["colour"] = str(given["adopt"])
    form = SpaceForm(given, initial=initial)
    sample, offered = company.colour or palette.STANDARD, ""
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in space.SETTLED}
        sample = facts["colour"] or palette.STANDARD
        if not palette.passes(sample):
            offered = sample = palette.nearest(sample)
        if not {"preview", "adopt"} & request.POST.keys() or offered:
            try:
                space.settle(company, **facts, by=request.user)
            except Refusal as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.success(request, _("Our space is saved."))
                return redirect("people:space")
    return _page(request, form, LogoForm(), sample=sample, offered=offered)


@require_POST
@hr_only
def logo(request: PersonRequest) -> HttpResponse:
    """Take a logo, or remove the one there is."""
    company = request.company  # type: ignore[attr-defined]
    if "remove" in request.POST:
        space.remove_logo(company, by=request.user)
        messages.success(request, _("The logo is removed."))
        return redirect("people:space")
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            space.set_logo(company, form.read(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The logo is saved."))
            return redirect("people:space")
    initial = {name: getattr(company, name) for name in space.SETTLED}
    initial |= {"own_colour": bool(company.colour)}
    sample = initial["colour"] = company.colour or palette.STANDARD
    return _page(request, SpaceForm(initial=initial), form, sample=sample)


def _page(
    request: PersonRequest, form: SpaceForm, logo_form: LogoForm, *, sample: str, offered: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "logo_form": logo_form,
        "sample": sample.removeprefix("#"),
        "offered": offered,
        "is_sample": form.is_bound and not form.errors,
        "sections": navigation.sections(request),
    }
    status = 422 if form.errors or logo_form.errors else 200
    return render(request, "people/space.html", context, status=status)


@hr_only
@require_safe
def sample(request: PersonRequest, colour: str) -> HttpResponse:
    """The style sheet of a sample in a colour that is not saved."""
    try:
        chosen = palette.normal(colour)
    except ValueError:
        raise Http404 from None
    if not palette.passes(chosen):
        raise Http404
    sheet = palette.palette(chosen).css(".space-sample")
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


@require_safe
def style_sheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The colours of this company, for anybody: the address changes with them."""
    company = _as_asked(request, lambda one: branding.digest(one) == digest)
    current = branding.digest(company)
    if not current:
        raise Http404
    if digest != current:
        return _moved("people:style_sheet", current)
    sheet = branding.style_sheet(company)
    return HttpResponse(
        sheet, content_type="text/css; charset=utf-8", headers={"Cache-Control": _FOREVER}
    )


@require_safe
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """The logo of this company, for anybody: the address changes with it."""
    company = _as_asked(request, lambda one: one.logo_digest == digest)
    found = branding.logo(company) if company.logo_digest else None
    if found is None:
        raise Http404
    if digest != found.digest:
        return _moved("people:logo", found.digest)
    return HttpResponse(
        bytes(found.content), content_type="image/png", headers={"Cache-Control": _FOREVER}
    )


def _as_asked(request: HttpRequest, is_meant: Callable[[Company], bool]) -> Company:
    """The company of the request; as it is now when what is remembered is not what is meant.

    Another server process may have written the page with looks that this one does not know yet.
    """
    company: Company = request.company  # type: ignore[attr-defined]
    return company if is_meant(company) else hosts.as_it_is(company)


def _moved(name: str, digest: str) -> HttpResponse:
    """To the looks of now, for a page that was written a moment before they changed."""
    moved = redirect(name, digest)
    moved.headers["Cache-Control"] = "no-store"
    return moved
