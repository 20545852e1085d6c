"""An OpenID Connect provider of this machine, which can be told to misbehave."""

import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KID = "first"
_KEY = rsa.generate_private_key(65537, 2048)
_OTHER = rsa.generate_private_key(65537, 2048)


class Provider:
    """What it says, and how it lies.

    ``claims`` go over the usual ones of an ID token; ``None`` leaves one out. ``lies`` are words
    that each switch one misbehaviour on.
    """

    def __init__(self) -> None:
        self.origin = ""
        self.client_id, self.secret = "mentorat", "very secret"
        self.email = "bob@aubepine.example"
        self.claims: dict[str, Any] = {}
        self.lies: set[str] = set()
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def discovery(self) -> dict[str, Any]:
        """Its configuration."""
        found: dict[str, Any] = {
            "issuer": self.origin if "issuer" not in self.lies else "https://evil.example",
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "jwks_uri": f"{self.origin}/keys",
            "userinfo_endpoint": f"{self.origin}/userinfo",
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        if "inside" in self.lies:
            found["jwks_uri"] = "http://127.0.0.1:1/keys"
        return found

    def keys(self) -> dict[str, Any]:
        """Its public keys."""
        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_KEY.public_key()))
        return {"keys": [{**jwk, "kid": KID, "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes after logging in there."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        told = {"error": "access_denied"} if "no" in self.lies else {"code": code}
        return f"{query['redirect_uri']}?{urlencode({**told, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Tokens for a code, once, for who asked."""
        query = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            query is None
            or form.get("client_secret") != self.secret
            or query.get("code_challenge") != proof
        ):
            return 400, {"error": "invalid_grant"}
        said = self.id_token(query.get("nonce", ""))
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": said}

    def id_token(self, nonce: str) -> str:
        """The signed statement, or what a liar makes of it."""
        now = int(time.time())
        claims = {
            "iss": self.origin,
            "aud": self.client_id,
            "sub": "subject-of-bob",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": self.email,
            "email_verified": True,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if "unsigned" in self.lies:
            return jwt.encode(claims, None, "none", headers={"kid": KID})
        if "secret" in self.lies:
            return jwt.encode(claims, self.secret * 4, "HS256", headers={"kid": KID})
        key = _OTHER if "forged" in self.lies else _KEY
        return jwt.encode(claims, key, "RS256", headers={"kid": KID})

    def userinfo(self) -> dict[str, Any]:
        """The second source of an address."""
        subject = "somebody-else" if "userinfo" in self.lies else "subject-of-bob"
        return {"sub": subject, "email": self.email, "email_verified": True}


@contextmanager
def running() -> Iterator[Provider]:
    """A provider on a free port; its origin has to be allowed before it is asked."""
    provider = Provider()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            query = {name: one[0] for name, one in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            answers = {
                "/.well-known/openid-configuration": provider.discovery,
                "/keys": provider.keys,
                "/userinfo": provider.userinfo,
            }
            self._say(200, answers[parts.path]() if parts.path in answers else {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: one[0] for name, one in parse_qs(body).items()}
            self._say(*provider.token(form))

        def _say(self, status: int, facts: dict[str, Any]) -> None:
            body = json.dumps(facts).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    provider.origin = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
