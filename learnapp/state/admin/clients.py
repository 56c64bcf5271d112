"""API clients of the institution: make one, give it a second secret, switch it off, remove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.services import api_clients
from learnapp.state.base import AppState, origin_of, parse_id

PAGE = 20


@dataclass(frozen=True)
class SecretLine:
    """One secret, without it; moments are ISO texts, "" for never."""

    mark: str
    made: str
    used: str
    ends: str


@dataclass(frozen=True)
class ClientLine:
    """One client."""

    id: str
    name: str
    scopes: list[str]
    state: str
    used: str
    secrets: list[SecretLine]
    two: bool


class ClientsState(AppState):
    """The list of clients, and the secret that was just made."""

    clients: list[ClientLine] = []
    client_total: int = 0
    client_offset: int = 0
    client_secret: str = ""
    client_secret_id: str = ""
    client_secret_name: str = ""
    client_origin: str = ""
    clients_ready: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin", "auditor")
        page = await api_clients.list_api_clients(actor, offset=self.client_offset, size=PAGE)
        self.clients = [
            ClientLine(
                str(one.client_id), one.name, list(one.scopes), one.state,
                one.last_used_at.isoformat() if one.last_used_at else "",
                [
                    SecretLine(
                        each.mark, each.created_at.isoformat(),
                        each.last_used_at.isoformat() if each.last_used_at else "",
                        each.expires_at.isoformat() if each.expires_at else "",
                    )
                    for each in one.secrets
                ],
                len(one.secrets) > 1,
            )
            for one in page.rows
        ]  # fmt: skip
        self.client_total, self.client_offset, self.clients_ready = page.total, page.offset, True
        self.client_origin = origin_of(self)

    @rx.event
    async def load(self) -> None:
        """Show the first page."""
        await self._enter("admin", "auditor")
        self.client_offset, self.client_secret = 0, ""
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.client_offset = max(0, self.client_offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def add(self, form: dict[str, Any]) -> None:
        """Make a client and show its secret, this once."""
        actor = await self._actor("admin")
        scopes = [scope for scope in api_clients.OFFERED if form.get("scope-" + scope.replace(":", "-"))]
        name, days = str(form.get("name", ""))[:200], _days(form.get("days"))
        client_id, self.client_secret = await api_clients.create_api_client(actor, name, scopes, days=days)
        self.client_secret_id, self.client_secret_name = str(client_id), name
        self.taken += 1
        await self._fill()

    @rx.event
    async def rotate(self, client_id: str) -> None:
        """Give a client a second secret and show it, this once."""
        actor, wanted = await self._actor("admin"), parse_id(client_id)
        self.client_secret = await api_clients.rotate(actor, wanted)
        self.client_secret_id = str(wanted)
        await self._fill()
        self.client_secret_name = next((one.name for one in self.clients if one.id == str(wanted)), "")

    @rx.event
    async def remove_secret(self, client_id: str, mark: str) -> Any:
        """Take one of two secrets back."""
        await api_clients.remove_secret(await self._actor("admin"), parse_id(client_id), str(mark)[:16])
        await self._fill()
        return AppState.thank("clients-secret-removed")

    @rx.event
    async def switch(self, client_id: str, on: bool) -> Any:
        """Switch a client off, or on."""
        await api_clients.switch(await self._actor("admin"), parse_id(client_id), on=bool(on))
        await self._fill()
        return AppState.thank("clients-saved")

    @rx.event
    async def remove(self, client_id: str) -> Any:
        """Remove a client for ever."""
        await api_clients.revoke_api_client(await self._actor("admin"), parse_id(client_id))
        self.client_secret = ""
        await self._fill()
        return AppState.thank("clients-removed")

    @rx.event
    async def put_away(self) -> None:
        """Hide the secret."""
        await self._actor("admin")
        self.client_secret = ""


def _days(typed: object) -> int | None:
    text = str(typed or "").strip()[:6]
    if not text:
        return None
    if not text.isascii() or not text.isdecimal():
        raise InvalidInputError("Write a whole number.")
    return int(text)
