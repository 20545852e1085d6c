"""HR settles how the company's space looks and whom people write to; each change is journalled."""

from typing import Final

from django.db import transaction
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import hosts, palette, pictures, walls
from companies.errors import Refusal
from companies.models import Company, Logo
from people import audit
from people.models import Person

SETTLED: Final = ("name", "colour", "language", "time_zone", "contact")

_PICTURES: Final[dict[str, Promise]] = {
    "empty": gettext_lazy("The file is empty. Choose your logo."),
    "too_heavy": gettext_lazy("The picture weighs more than 1 MB. Save it smaller."),
    "unknown": gettext_lazy("This is not a PNG, JPEG or WebP picture. Save your logo as PNG."),
    "too_large": gettext_lazy(
        "The picture is larger than 4,000 pixels. Save it smaller: 480 pixels are enough."
    ),
    "too_small": gettext_lazy("The picture is smaller than 16 pixels. Choose a larger one."),
    "damaged": gettext_lazy("The picture cannot be read: it seems to be damaged. Save it again."),
}


def settle(
    company: Company,
    *,
    name: str,
    colour: str,
    language: str,
    time_zone: str,
    contact: str,
    by: Person,
) -> list[str]:
    """Set the facts of the space and return the names of those that changed.

    ``colour`` is ``#rrggbb`` or empty for ours. Refuses a colour that would be hard to read, with
    the nearest one that is not. Other processes follow within ten seconds.
    """
    if colour and not palette.passes(colour):
        raise Refusal(
            _(
                "Text in %(colour)s would be hard to read: its contrast is %(least)s, and "
                "%(needed)s is needed. The nearest colour that passes is %(nearest)s."
            )
            % {
                "colour": colour,
                "least": number_format(palette.least(colour), 1),
                "needed": number_format(palette.TEXT, 1),
                "nearest": palette.nearest(colour),
            },
            field="colour",
        )
    wanted = {
        "name": name,
        "colour": colour,
        "language": language,
        "time_zone": time_zone,
        "contact": contact,
    }
    changed = [one for one in SETTLED if getattr(company, one) != wanted[one]]
    if changed:
        _save(company, {one: wanted[one] for one in changed})
        audit.record("company.changed", by=by, on=by, changed=", ".join(changed))
        hosts.forget()
    return changed


def set_logo(company: Company, data: bytes, *, by: Person) -> None:
    """Take an uploaded picture as the company's logo; what is kept is drawn anew from its pixels.

    Refuses what ``companies.pictures.logo`` refuses.
    """
    try:
        picture = pictures.logo(data)
    except pictures.PictureError as error:
        raise Refusal(_PICTURES[error.code], field="logo") from error
    with transaction.atomic():
        with walls.catalogue():
            Logo.objects.update_or_create(
                company=company,
                defaults={
                    "digest": picture.digest,
                    "content": picture.content,
                    "width": picture.width,
                    "height": picture.height,
                },
            )
        _save(company, {"logo_digest": picture.digest})
        audit.record("company.logo_set", by=by, on=by, digest=picture.digest)
    hosts.forget()


def remove_logo(company: Company, *, by: Person) -> None:
    """Go back to the company's name in letters; nothing happens when there is no logo."""
    if not company.logo_digest:
        return
    with transaction.atomic():
        with walls.catalogue():
            Logo.objects.filter(company=company).delete()
        _save(company, {"logo_digest": ""})
        audit.record("company.logo_removed", by=by, on=by)
    hosts.forget()


def _save(company: Company, facts: dict[str, str]) -> None:
    for name, value in facts.items():
        setattr(company, name, value)
    with walls.catalogue():
        company.save(update_fields=list(facts))
