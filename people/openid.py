"""Checks what an OpenID Connect provider says: signature always, issuer, audience, nonce, time."""

import json
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from companies import outgoing, walls
from people.actions.sign_on import Answer

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""With a key pair only: what is signed with the shared secret, or not at all, is refused."""

LEEWAY = 60
"""Seconds that two clocks may differ."""

LONGEST = 191
"""Characters of a subject that can be kept."""

SECOND_FACTOR = {
    "https://refeds.org/profile/mfa",
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
    "http://schemas.microsoft.com/claims/multipleauthn",
}
"""Values of ``acr`` that mean a second factor; in ``amr`` it is "mfa" (RFC 8176)."""

_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


class UntrustedError(OAuth2Error):
    """An answer of a provider that is not accepted; ``code`` says why, for `people.wording`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def discover(issuer: str) -> dict[str, Any]:
    """What the provider publishes about itself (OpenID Connect Discovery 1.0, section 4).

    Raises :class:`UntrustedError` when it speaks for another issuer or names addresses that
    browsers or we should not go to, and the errors of `companies.outgoing`.
    """
    found = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if not isinstance(found.get("issuer"), str):
        raise UntrustedError("discovery")
    if found["issuer"].rstrip("/") != issuer.rstrip("/"):
        raise UntrustedError("issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise UntrustedError("discovery")
        outgoing.check(found[name])
        if urlsplit(found[name]).fragment:
            raise UntrustedError("discovery")
    return found


def keys(config: dict[str, Any]) -> list[jwt.PyJWK]:
    """The provider's keys that can sign; those that we do not understand are left out."""
    listed = _fetched(config["jwks_uri"]).get("keys")
    found = []
    for one in listed if isinstance(listed, list) else []:
        if not isinstance(one, dict) or one.get("use", "sig") != "sig" or one.get("kty") == "oct":
            continue
        try:
            found.append(jwt.PyJWK.from_dict(one))
        except (jwt.PyJWTError, *_MALFORMED):
            continue
    if not found:
        raise UntrustedError("keys")
    return found


def claims(token: object, config: dict[str, Any], *, client_id: str, nonce: str) -> dict[str, Any]:
    """What a checked ID token says (OpenID Connect Core 1.0, section 3.1.3.7).

    Raises :class:`UntrustedError`; the signature is checked although the token came over TLS.
    """
    try:
        header = jwt.get_unverified_header(str(token))
    except jwt.PyJWTError:
        raise UntrustedError("token") from None
    if header.get("alg") not in ALGORITHMS:
        raise UntrustedError("algorithm")
    named = [one for one in keys(config) if header.get("kid") in (None, one.key_id)]
    if not named:
        raise UntrustedError("keys")
    found = _decoded(str(token), named, config["issuer"], client_id)
    if not nonce or found.get("nonce") != nonce:
        raise UntrustedError("nonce")
    if found.get("azp", client_id) != client_id:
        raise UntrustedError("audience")
    if not isinstance(found["sub"], str) or not 0 < len(found["sub"]) <= LONGEST:
        raise UntrustedError("subject")
    return found


def _decoded(token: str, named: list[jwt.PyJWK], issuer: str, client_id: str) -> dict[str, Any]:
    """The claims, under the first key that fits; the reason of the last one otherwise."""
    code = "signature"
    for key in named:
        try:
            found: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=client_id,
                issuer=issuer,
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.InvalidAudienceError:
            code = "audience"
        except jwt.InvalidIssuerError:
            code = "issuer"
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError, jwt.InvalidIssuedAtError):
            code = "expired"
        except (jwt.PyJWTError, *_MALFORMED):
            code = "token"
        else:
            return found
    raise UntrustedError(code)


def _fetched(url: str, token: str = "") -> dict[str, Any]:
    """A JSON object, asked behind the guard like everything else the library asks."""
    with get_adapter().get_requests_session() as client:
        answer = client.get(url, headers={"Authorization": f"Bearer {token}"} if token else None)
        if answer.status_code != 200:
            raise UntrustedError("discovery")
        try:
            found = json.loads(answer.content)
        except (ValueError, RecursionError):
            raise UntrustedError("discovery") from None
    if not isinstance(found, dict):
        raise UntrustedError("discovery")
    return found


class Adapter(OpenIDConnectOAuth2Adapter):
    """The library's exchange of a code, with answers that are always checked."""

    nonce = ""
    """What the browser was sent off with; the answer must repeat it."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes, asked once per request."""
        if not hasattr(self, "_openid_config"):
            self._openid_config = discover(self.get_provider().app.settings["server_url"])
        config: dict[str, Any] = self._openid_config
        return config

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        """On the company's own domain, never copied from the request."""
        return walls.address(self.get_provider().get_callback_url())

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The answer to a code; whatever is no such answer is refused."""
        try:
            found: dict[str, Any] = super().get_access_token_data(*args, **kwargs)
        except UntrustedError:
            raise
        except (OAuth2Error, *_MALFORMED):
            raise UntrustedError("code") from None
        return found

    def parse_token(self, data: dict[str, Any]) -> Any:
        """The access token; how long it is good does not matter, it is not kept."""
        return super().parse_token({"access_token": str(data["access_token"])})

    def complete_login(
        self, request: HttpRequest, app: Any, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Who logs in, from the ID token; the address from the second source when it has none."""
        found = claims(
            kwargs["response"].get("id_token"),
            self.openid_config,
            client_id=app.client_id,
            nonce=self.nonce,
        )
        if not found.get("email") and isinstance(self.openid_config.get("userinfo_endpoint"), str):
            told = _fetched(self.openid_config["userinfo_endpoint"], token.token)
            if told.get("sub") != found["sub"]:
                raise UntrustedError("subject")
            found |= {name: told.get(name) for name in ("email", "email_verified")}
        return self.get_provider().sociallogin_from_response(request, answer(found))


def answer(found: dict[str, Any]) -> Answer:
    """The part of the claims that matters here."""
    email, checked, methods = found.get("email"), found.get("email_verified"), found.get("amr")
    return Answer(
        subject=found["sub"],
        email=email if isinstance(email, str) and email.count("@") == 1 else "",
        is_verified=None if checked is None else checked in (True, "true"),
        has_second_factor=(isinstance(methods, list) and "mfa" in methods)
        or (isinstance(found.get("acr"), str) and found["acr"] in SECOND_FACTOR),
    )
