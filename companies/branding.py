"""How a company looks: its style sheet and its logo, each named by what it holds."""

import hashlib
from typing import Final

from companies import palette, walls
from companies.models import Company, Logo

COLOURS: Final = "company/colours.css"
LOGO: Final = "company/logo.png"
"""Under which names a printed page finds them."""


def style_sheet(company: Company) -> str:
    """The tokens of the company's colour; empty for a company that keeps ours."""
    return palette.palette(company.colour).css() if company.colour else ""


def digest(company: Company) -> str:
    """The name of :func:`style_sheet`: it changes with what the sheet holds, empty without one."""
    sheet = style_sheet(company)
    return hashlib.sha256(sheet.encode()).hexdigest()[:24] if sheet else ""


def logo(company: Company) -> Logo | None:
    """The company's picture, wherever one works."""
    with walls.catalogue():
        return Logo.objects.filter(company=company).first()


def printed(company: Company) -> dict[str, bytes]:
    """What a printed page of the company refers to, by name: colours and logo, where it has any."""
    picture = logo(company)
    given = {
        COLOURS: style_sheet(company).encode(),
        LOGO: bytes(picture.content) if picture else b"",
    }
    return {name: content for name, content in given.items() if content}


def letter_colour(company: Company) -> str:
    """The colour of buttons and names in letters, which know no dark theme."""
    return company.colour or palette.STANDARD
