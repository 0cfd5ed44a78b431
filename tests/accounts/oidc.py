"""A small OpenID Connect server of an agency, for tests: over HTTP, with its own key, PKCE and a secret. It can be told to lie."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "safer", "not a real secret"


@cache
def server_key() -> rsa.RSAPrivateKey:
    """Made once: it takes a moment."""
    return new_key()


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Agency:
    """What the server says, and what it was asked. Change the fields to make it say something else."""

    address: str
    key: rsa.RSAPrivateKey = field(default_factory=server_key)
    claims: dict[str, Any] = field(default_factory=dict)
    configuration: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    signing_key: Any = None
    without: str = ""
    refuses: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)

    def says_of_itself(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.configuration

    def keys(self) -> dict[str, Any]:
        return {
            "keys": [
                json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())) | {"kid": "k", "alg": "RS256"}
            ]
        }

    def redirect(self, query: dict[str, str]) -> str:
        self.asked.append(query)
        back = {"state": query["state"]} | ({"error": self.refuses} if self.refuses else {"code": str(len(self.asked))})
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, told: dict[str, str]) -> dict[str, Any] | None:
        """None when the one who asks cannot show what the question was made with."""
        self.told.append(told)
        asked = self.asked[int(told["code"]) - 1]
        shown = base64.urlsafe_b64encode(hashlib.sha256(told["code_verifier"].encode()).digest()).decode().rstrip("=")
        if (told["client_id"], told["client_secret"], asked["code_challenge"]) != (CLIENT, SECRET, shown):
            return None
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "s-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        claims |= self.claims
        claims.pop(self.without, None)
        key = self.signing_key if self.algorithm == "none" else self.signing_key or self.key
        signed = jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "k"})
        return {"access_token": "unused", "token_type": "Bearer"} | (
            {} if self.without == "id_token" else {"id_token": signed}
        )


class _Server(ThreadingHTTPServer):
    agency: Agency


class _Door(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *words: Any) -> None:
        """Nothing: the tests say what they see."""

    def do_GET(self) -> None:
        agency, parts = self.server.agency, urlsplit(self.path)
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", agency.redirect(_first(parts.query)))
            self.end_headers()
        else:
            known = parts.path == "/.well-known/openid-configuration"
            self._json(agency.says_of_itself() if known else agency.keys())

    def do_POST(self) -> None:
        self._json(self.server.agency.token(_first(self.rfile.read(int(self.headers["Content-Length"])).decode())))

    def _json(self, said: dict[str, Any] | None) -> None:
        body = json.dumps(said or {"error": "invalid_grant"}).encode()
        self.send_response(200 if said else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def running() -> Iterator[Agency]:
    """Listens on this machine inside the block."""
    server = _Server(("127.0.0.1", 0), _Door)
    server.agency = Agency(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.agency
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
