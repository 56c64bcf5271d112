"""Addresses that somebody has typed in lead to public networks only, in one step, and within bounds."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.outbound import (
    BlockedAddressError,
    OutboundSession,
    TooMuchError,
    check_allowed,
    check_base,
    hosts,
    origin_of,
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            if self.path == "/away":
                self.send_response(302)
                self.send_header("Location", "/secret")
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * (3_000_000 if self.path == "/large" else 6))

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_address[1]}"
    made.shutdown()
    made.server_close()


def test_this_machine_is_reached_in_development_only(server: str) -> None:
    assert OutboundSession(loopback=True).get(server).text == "x" * 6
    with pytest.raises(BlockedAddressError):
        OutboundSession().get(server)


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.0.1", "169.254.169.254", "127.0.0.1", "100.64.0.1"])
def test_a_name_that_turns_out_to_be_private_is_left_before_anything_is_sent(
    address: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The name looks public; whom it leads to shows only once the connection stands.
    port = int(server.rsplit(":", 1)[1])
    real, sent = socket.create_connection, []

    class Peer(socket.socket):
        def getpeername(self) -> Any:
            return (address, port)

        def sendall(self, data: Any, *more: Any) -> None:
            sent.append(data)

    def connect(_where: Any, *args: Any, **more: Any) -> socket.socket:
        made = real(("127.0.0.1", port))
        peer = Peer(fileno=made.detach())
        peer.settimeout(2)
        return peer

    monkeypatch.setattr("urllib3.util.connection.create_connection", lambda where, *a, **m: connect(where))
    with pytest.raises(BlockedAddressError):
        OutboundSession().get("https://lms.example.edu/keys")
    assert sent == []


def test_no_redirect_is_followed_and_no_flood_is_read(server: str) -> None:
    session = OutboundSession(loopback=True)
    assert session.get(f"{server}/away").status_code == 302
    with pytest.raises(TooMuchError):
        session.get(f"{server}/large")


def test_an_answer_that_drips_is_left(server: str) -> None:
    with pytest.raises(TooMuchError):
        OutboundSession(loopback=True, whole_s=-1.0).get(server)


def test_an_absent_server_is_a_request_exception() -> None:
    with pytest.raises(requests.exceptions.RequestException):
        OutboundSession(loopback=True).get("http://127.0.0.1:1/")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://LMS.example.edu:443/a?b", "https://lms.example.edu"),
        ("https://lms.example.edu:8443/", "https://lms.example.edu:8443"),
        ("http://[::1]:80/", "http://[::1]"),
        ("https://a@lms.example.edu/", ""),
        ("javascript:alert(1)", ""),
        ("https://lms.example.edu:x/", ""),
        ("//lms.example.edu", ""),
        ("", ""),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


NEAR = hosts(" LRS.internal:8080, 10.0.0.5:443 ")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" https://lrs.example/xapi#part ", "https://lrs.example/xapi"),
        ("http://lrs.internal:8080/xapi?page=2", "http://lrs.internal:8080/xapi?page=2"),
        ("https://10.0.0.5/v1", "https://10.0.0.5/v1"),
    ],
)
def test_public_servers_and_those_that_the_operator_has_named_may_be_called(typed: str, address: str) -> None:
    assert check_allowed(typed, near=NEAR) == address


@pytest.mark.parametrize(
    "typed",
    [
        "http://lrs.example/", "http://lrs.internal:8081/", "https://10.0.0.6/", "http://10.0.0.5/",
        "ftp://lrs.internal:8080/", "http://me@lrs.internal:8080/", "http://lrs.internal:99999/",
        "http://169.254.169.254/", "", "http://lrs.internal:8080/a\x00",
    ],
)  # fmt: skip
def test_other_servers_of_ones_own_network_may_not(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        check_allowed(typed, near=NEAR)


@pytest.mark.parametrize("typed", ["https://lrs.example/x?", "https://lrs.example/x?key=1", "https://lrs.example/#x"])
def test_a_base_address_has_no_query(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        check_base(typed, near=NEAR)
