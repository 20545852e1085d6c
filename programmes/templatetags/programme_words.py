"""What the pages and letters of programmes need in order to speak: days and plain numbers."""

from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import number_format

from competencies import access
from programmes import wording
from programmes.models import Enrolment

register = template.Library()


@register.filter
def day(text: str) -> date:
    """The day in an ISO date, since a letter's context holds JSON values only."""
    return date.fromisoformat(text)


@register.filter
def plainly(number: Decimal) -> str:
    """A number without the zeros that its column adds: 70.5 and 70, never 70.50."""
    text = f"{number:f}"
    return str(number_format(text.rstrip("0").rstrip(".") if "." in text else text))


@register.filter
def decimal(text: str) -> Decimal:
    """The number that a frozen value holds as text."""
    return Decimal(text)


@register.filter
def need_labels(enrolment: Enrolment) -> list[str]:
    """Its needs in their order, in the words in which they were chosen."""
    return access.need_labels(enrolment.needs, enrolment.needs_version)


@register.filter
def needs_said(codes: list[str]) -> list[str]:
    """Needs of the catalogue in the words of today."""
    return access.need_labels(codes)


@register.filter
def part(form: str, is_mentor: bool) -> str:
    """What taking part means in a programme of this format."""
    return wording.part(form, is_mentor=is_mentor)


@register.filter
def role(form: str, is_mentor: bool) -> str:
    """What somebody is in a programme of this format."""
    return wording.role(form, is_mentor=is_mentor)


@register.filter
def bond(form: str, is_mentor: bool) -> str:
    """What the partner is to somebody, by the side on which they are."""
    return wording.bond(form, is_mentor=is_mentor)
