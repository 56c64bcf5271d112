"""SimpleSAMLphp as an identity provider on loopback: Debian's package, with PHP's own server in front of it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from lxml import etree

from tests.conftest import free_port
from tests.peers.process import running
from tests.peers.saml import NS, keys

_INSTALLED = Path("usr/share/simplesamlphp")
_UNPACKED = Path(sys.prefix) / "peers" / "simplesamlphp" / _INSTALLED
HERE = _UNPACKED if _UNPACKED.is_dir() else Path("/") / _INSTALLED
_CONFIG = """<?php
$config = [
  'baseurlpath' => '%(url)s/', 'certdir' => '%(folder)s/cert/', 'loggingdir' => '%(folder)s/',
  'datadir' => '%(folder)s/',
  'tempdir' => '%(folder)s/tmp', 'metadatadir' => '%(folder)s/metadata/', 'attributenamemapdir' => '%(folder)s/',
  'secretsalt' => 'only-for-tests-on-loopback', 'auth.adminpassword' => 'only-for-tests', 'timezone' => 'UTC',
  'technicalcontact_email' => 'na@school.example', 'showerrors' => true, 'errorreporting' => false,
  'logging.handler' => 'file', 'logging.level' => 5, 'logging.logfile' => 'simplesaml.log',
  'enable.saml20-idp' => true, 'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
  'session.cookie.secure' => false, 'session.cookie.samesite' => null,
  'session.phpsession.savepath' => '%(folder)s/tmp',
  'store.type' => 'phpsession', 'metadata.sources' => [['type' => 'flatfile']], 'language.default' => 'en',
  'admin.checkforupdates' => false, 'production' => true,
];
"""
_PEOPLE = """<?php
$config = ['school' => ['exampleauth:UserPass',
  'carol:apple' => ['uid' => ['carol'], 'displayName' => ['Carol Diaz'], 'mail' => ['carol@riverside.example'],
    'groups' => ['teachers', 'choir']],
  'adam:apple' => ['uid' => ['adam'], 'displayName' => ['Adam Lindqvist'], 'mail' => ['adam@riverside.example']],
]];
"""
_HOSTED = """<?php
$metadata['%(entity)s'] = ['host' => '__DEFAULT__', 'privatekey' => 'idp.pem', 'certificate' => 'idp.crt',
  'auth' => 'school', 'userid.attribute' => 'uid', 'sign.logout' => true, 'validate.logout' => true,
  'saml20.sign.assertion' => true,
  'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'];
"""
_REMOTE = """<?php
$metadata['%(entity)s'] = ['AssertionConsumerService' => '%(acs)s', 'SingleLogoutService' => '%(slo)s',
  'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', 'validate.authnrequest' => true,
  'validate.logout' => true, 'sign.logout' => true, 'certData' => '%(certificate)s',
  'assertion.encryption' => %(encrypt)s];
"""


class SimpleSaml:
    """A running one.

    Attributes:
        url: Its address.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self._folder = url, folder

    @property
    def metadata(self) -> str:
        """Address of its metadata."""
        return f"{self.url}/saml2/idp/metadata.php"

    def trusts(self, metadata: str, *, encrypt: bool = False) -> None:
        """Read our metadata, as its administrator does."""
        own = etree.fromstring(metadata.encode())
        said = {
            "entity": own.get("entityID"),
            "acs": own.find(".//md:AssertionConsumerService", NS).get("Location"),
            "slo": own.find(".//md:SingleLogoutService", NS).get("Location"),
            "certificate": "".join((own.findtext(".//ds:X509Certificate", namespaces=NS) or "").split()),
            "encrypt": "true" if encrypt else "false",
        }
        (self._folder / "metadata" / "saml20-sp-remote.php").write_text(_REMOTE % said)

    def sign_in(self, browser: httpx.Client, url: str, login: str) -> tuple[str, dict[str, str]]:
        """Walk through its pages as a browser does; return where it posts its answer, and what."""
        answer = browser.get(url)
        for _ in range(8):
            if answer.status_code in (302, 303):
                url = urljoin(url, answer.headers["location"])
                answer = browser.get(url)
                continue
            assert answer.status_code == 200, (answer.status_code, answer.text[-1500:])
            fields = {
                unescape(name): unescape(value)
                for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', answer.text)
            }
            action = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            if "SAMLResponse" in fields and action is not None:
                return unescape(action.group(1)), {name: fields[name] for name in ("SAMLResponse", "RelayState")}
            assert "AuthState" in fields, answer.text[:1500]
            form = {"AuthState": fields["AuthState"], "username": login, "password": "apple"}
            url = urljoin(url, unescape(action.group(1)) if action else "?")
            answer = browser.post(url, data=form)
        raise AssertionError("the provider never sent an answer")


@contextmanager
def simplesaml(folder: Path) -> Iterator[SimpleSaml]:
    """Run it until the end of the block."""
    php = shutil.which("php")
    if php is None or not HERE.is_dir():
        pytest.fail("SimpleSAMLphp is not here: run tests/system-packages")
    port, pair = free_port(), keys("simplesaml")
    url = f"http://127.0.0.1:{port}"
    said = {"url": url, "folder": str(folder), "entity": f"{url}/idp"}
    for name in ("cert", "tmp", "metadata"):
        (folder / name).mkdir()
    (folder / "cert" / "idp.pem").write_text(pair.private_pem)
    (folder / "cert" / "idp.crt").write_text(pair.certificate_pem)
    (folder / "config.php").write_text(_CONFIG % said)
    (folder / "authsources.php").write_text(_PEOPLE)
    (folder / "metadata" / "saml20-idp-hosted.php").write_text(_HOSTED % said)
    (folder / "metadata" / "saml20-sp-remote.php").write_text("<?php\n")
    environment = os.environ | {"SIMPLESAMLPHP_CONFIG_DIR": str(folder), "PHP_CLI_SERVER_WORKERS": "2"}
    command = [
        php, "-d", "opcache.enable_cli=0", "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", str(HERE / "www"),
    ]  # fmt: skip
    made = SimpleSaml(url, folder)
    with running(command, folder / "php.log", environment) as process:
        until = time.monotonic() + 20
        while True:
            try:
                if httpx.get(made.metadata, timeout=10).status_code == 200:
                    break
            except httpx.HTTPError:
                pass
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail((folder / "php.log").read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        yield made
