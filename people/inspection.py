"""Walks through what a connection needs, step by step, so that HR sees which one fails."""

from dataclasses import dataclass

import jwt
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from requests import RequestException

from people import openid, saml, wording
from people.models import Connection


@dataclass(frozen=True)
class Step:
    """One thing that was looked at: whether it is well, and what was found."""

    title: str
    is_well: bool
    found: str


def walk(connection: Connection) -> list[Step]:
    """Look at everything that can be looked at without logging in; stops at what fails."""
    return _openid(connection) if connection.is_openid else _saml(connection)


def _openid(connection: Connection) -> list[Step]:
    published, agreed = _("The provider publishes its configuration"), _("Its issuer is yours")
    try:
        config = openid.discover(connection.issuer)
    except (RequestException, openid.UntrustedError) as error:
        why = wording.connection_problem(getattr(error, "code", "unreachable"), connection)
        return [Step(published, False, why)]
    steps = [
        Step(published, True, config["authorization_endpoint"]),
        Step(agreed, True, config["issuer"]),
    ]
    signs = _("Its keys can be read")
    try:
        found = openid.keys(config)
    except (RequestException, openid.UntrustedError) as error:
        why = wording.connection_problem(getattr(error, "code", "unreachable"), connection)
        return [*steps, Step(signs, False, why)]
    return [*steps, Step(signs, True, _kinds(found)), _codes(config)]


def _kinds(found: list[jwt.PyJWK]) -> str:
    return ", ".join(sorted({one.algorithm_name for one in found}))


def _codes(config: dict[str, object]) -> Step:
    """Providers that say which flows they know have to know ours; silence is the default flow."""
    flows = config.get("response_types_supported", ["code"])
    is_well = isinstance(flows, list) and "code" in flows
    found = _("With a code.") if is_well else _("It does not offer log-ins with a code.")
    return Step(_("It offers the flow we use"), is_well, found)


def _saml(connection: Connection) -> list[Step]:
    steps = [
        Step(_("The provider's name"), True, connection.entity_id),
        Step(_("Where people log in"), True, connection.sign_on_url),
    ]
    for text in connection.certificates:
        until = saml.certificate(text).not_valid_after_utc
        is_well = until > timezone.now()
        day = date_format(timezone.localtime(until), "DATE_FORMAT")
        found = (
            _("Good until %(day)s.") if is_well else _("Over since %(day)s: upload new metadata.")
        )
        steps.append(Step(_("A certificate"), is_well, found % {"day": day}))
    return steps
