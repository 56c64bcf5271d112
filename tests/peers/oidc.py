"""Two OpenID providers on loopback: the certified npm one, and one that signs whatever a test wants it to."""

from __future__ import annotations

import json
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from tests.conftest import free_port
from tests.peers.process import running

SCRIPT = Path(__file__).with_name("oidc_provider.mjs")
MODULES = Path(sys.prefix) / "peers" / "node_modules"
NAMES = (
    "sub", "name", "email", "email_verified", "groups", "classes", "given_name", "family_name",
)  # fmt: skip


class CertifiedProvider:
    """The npm `oidc-provider`.

    Attributes:
        url: Its issuer.
    """

    def __init__(self, url: str, accounts: Path) -> None:
        self.url = url
        self._accounts = accounts

    def knows(self, login: str, **claims: Any) -> None:
        """Let there be an account with these claims; whoever types the login is it."""
        all_of_them = json.loads(self._accounts.read_text())
        self._accounts.write_text(json.dumps({**all_of_them, login: claims}))

    def register(self, redirect_uri: str, home: str) -> tuple[str, str]:
        """Register us and return the client id and its secret."""
        answer = httpx.post(
            f"{self.url}/reg",
            json={"redirect_uris": [redirect_uri], "post_logout_redirect_uris": [home], "client_name": "learnapp"},
        )
        assert answer.status_code == 201, answer.text
        made = answer.json()
        return made["client_id"], made["client_secret"]

    def sign_in(self, url: str, login: str) -> str:
        """Walk through its pages as a browser of its own; return the address of ours to which it sends back."""
        with httpx.Client(follow_redirects=False) as browser:
            answer = browser.get(url)
            for _ in range(12):
                if answer.status_code in (302, 303):
                    url = urljoin(url, answer.headers["location"])
                    if not url.startswith(self.url):
                        return url
                    answer = browser.get(url)
                    continue
                assert answer.status_code == 200, answer.text[:400]
                action = re.search(r'action="([^"]+)"', answer.text)
                prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
                assert action and prompt, answer.text[:400]
                form = {"prompt": prompt.group(1), "login": login, "password": "x"}
                url = urljoin(url, action.group(1))
                answer = browser.post(url, data=form)
        raise AssertionError("the provider never sent the browser back")


@contextmanager
def certified(folder: Path) -> Iterator[CertifiedProvider]:
    """Run the npm provider until the end of the block."""
    if not (MODULES / "oidc-provider").is_dir():
        pytest.fail("oidc-provider is not installed: run make peers")
    node = shutil.which("node")
    assert node is not None
    port, accounts = free_port(), folder / "accounts.json"
    accounts.write_text("{}")
    log = folder / "oidc-provider.log"
    with running([node, str(SCRIPT), str(MODULES), str(port), str(accounts)], log) as process:
        until = time.monotonic() + 30
        while "ready" not in log.read_text(errors="replace"):
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(log.read_text(errors="replace")[-2000:])
            time.sleep(0.05)
        yield CertifiedProvider(f"http://127.0.0.1:{port}", accounts)


class Forger:
    """A provider that says whatever a test wants: its own keys, and one token for the next code.

    Attributes:
        url: Its issuer.
        token: The next ID token, compact; "" for none.
        keys: What it publishes.
        fetched: Paths that were asked for, in order.
        document: Changes of its discovery document.
        info: What userinfo says.
        packed: Sent, as gzip, in place of every document.
        drips: Seconds between two bytes of an answer; 0 for all at once.
    """

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.keys: list[dict[str, Any]] = [dict(self.key.as_dict(private=False))]
        self.token = ""
        self.fetched: list[str] = []
        self.document: dict[str, Any] = {}
        self.info: dict[str, Any] = {}
        self.form: dict[str, list[str]] = {}
        self.packed = b""
        self.drips = 0.0
        forger = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def _say(self, document: Any, status: int = 200) -> None:
                body = forger.packed or json.dumps(document).encode()
                self.send_response(status)
                if forger.packed:
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):  # whoever has given up has gone
                    for at in range(len(body)) if forger.drips else ():
                        self.wfile.write(body[at : at + 1])
                        time.sleep(forger.drips)
                    if not forger.drips:
                        self.wfile.write(body)

            def do_GET(self) -> None:  # noqa: N802
                path = urlsplit(self.path).path
                forger.fetched.append(path)
                if path == "/.well-known/openid-configuration":
                    self._say(forger.described())
                elif path == "/keys":
                    self._say({"keys": forger.keys})
                elif path == "/me":
                    self._say(forger.info)
                else:
                    self._say({}, 404)

            def do_POST(self) -> None:  # noqa: N802
                length = int(self.headers.get("Content-Length", "0"))
                forger.form = parse_qs(self.rfile.read(length).decode())
                forger.fetched.append(urlsplit(self.path).path)
                more = {"id_token": forger.token} if forger.token else {}
                self._say({"access_token": "opaque", "token_type": "Bearer", "expires_in": 60, **more})

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def described(self) -> dict[str, Any]:
        """Return the discovery document."""
        base = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
        }
        return {**base, **self.document}

    def claims(self, client_id: str, nonce: str, **more: Any) -> dict[str, Any]:
        """Return good claims, with changes; a change to None leaves one out."""
        now = int(time.time())
        made = {"iss": self.url, "sub": "s-1", "aud": client_id, "iat": now, "exp": now + 300, "nonce": nonce, **more}
        return {name: value for name, value in made.items() if value is not None}

    def sign(self, claims: dict[str, Any], *, alg: str = "RS256", key: Any = None, **header: Any) -> str:
        """Sign claims by our own key, or as a test wants it."""
        registry = JWSRegistry(algorithms=[alg], strict_check_header=False)
        return jwt.encode({"alg": alg, "kid": "one", **header}, claims, key or self.key, registry=registry)

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
