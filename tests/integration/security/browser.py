"""What a hand-made websocket event can reach: every handler of every state, called with whatever we like."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.istate.data import RouterData
from reflex.state import BaseState

import learnapp.state
from learnapp.state.base import AppState


@lru_cache(maxsize=1)
def states() -> tuple[type[BaseState], ...]:
    """Return every state class of ours, found by importing all of `learnapp.state`."""
    for module in pkgutil.walk_packages(learnapp.state.__path__, "learnapp.state."):
        importlib.import_module(module.name)
    return tuple(one for one in _below(rx.State) if one.__module__.startswith("learnapp."))


def _below(state: type[BaseState]) -> Iterator[type[BaseState]]:
    for child in sorted(state.get_substates(), key=lambda each: each.get_full_name()):
        yield child
        yield from _below(child)


def handlers() -> dict[str, tuple[type[BaseState], Any]]:
    """Return the handlers by `module.State.handler`; Reflex's own `setvar` is looked at on its own."""
    found = {}
    for state in states():
        place = f"{state.__module__.removeprefix('learnapp.state.')}.{state.__name__}"
        for name, handler in vars(state)["event_handlers"].items():
            if name != "setvar":
                found[f"{place}.{name}"] = (state, handler)
    return found


class _Asked(dict[str, BaseState]):
    """Substates, made when somebody asks for them: a handler needs few of many, and a browser hears of no others."""

    def __init__(self, parent: BaseState) -> None:
        super().__init__()
        self._parent = parent

    def __contains__(self, name: object) -> bool:
        return any(child.get_name() == name for child in self._parent.get_substates())

    def __missing__(self, name: str) -> BaseState:
        kind = next(child for child in self._parent.get_substates() if child.get_name() == name)
        made = kind(parent_state=self._parent, init_substates=False, _reflex_internal_init=True)
        made.substates = _Asked(made)
        self[name] = made
        return made


def browser(cookie: str, path: str) -> rx.State:
    """Return a fresh state tree as the server has it when an event arrives with this cookie from this page."""
    # Before all states are imported the root knows of none.
    states()
    root = rx.State(init_substates=False, _reflex_internal_init=True)  # type: ignore[call-arg]
    root.substates = _Asked(root)
    headers = {"origin": "http://127.0.0.1:8000", "cookie": f"sid={cookie}" if cookie else ""}
    data = {"headers": headers, "asPath": path, "pathname": path.split("?")[0], "token": "t", "ip": "127.0.0.1"}
    root.router_data = data
    root.router = RouterData.from_router_data(data)
    return root


async def substate(root: rx.State, state: type[BaseState]) -> Any:
    return await root.get_state(state)


def forged(state: BaseState, ids: dict[str, UUID]) -> list[object]:
    """Fill the fields of a state that hold ids with somebody else's, as if an earlier event had left them there.

    Returns:
        What was filled in.
    """
    filled: list[object] = []
    for name in type(state).base_vars:
        value = getattr(state, name)
        if isinstance(value, str):
            kind = named(name, ids)
            if kind is not None:
                setattr(state, name, str(kind))
                filled.append(kind)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            changes = {
                each.name: str(kind)
                for each in dataclasses.fields(value)
                if each.type in (str, "str") and (kind := named(each.name, ids)) is not None
            }
            if changes:
                setattr(state, name, dataclasses.replace(value, **changes))
                filled.extend(changes.values())
    return filled


def named(name: str, ids: dict[str, UUID]) -> UUID | None:
    """Return the id that a field or argument of this name would hold."""
    if name in ids:
        return ids[name]
    for kind in (
        "student",
        "person",
        "section",
        "course",
        "kc",
        "review",
        "client",
        "decision",
        "event",
        "assignment",
        "assessment",
        "conversation",
        "rule",
        "version",
        "attempt",
        "tenant",
    ):
        if name.startswith(f"{kind}_id") or name.endswith((f"_{kind}", f"_{kind}_id")):
            return ids[kind]
    return ids["content"] if name.endswith("_id") else None


def arguments(handler: Any, ids: dict[str, UUID], words: dict[str, str], fallback: str) -> dict[str, Any]:
    """Make the arguments of a handler from their names and annotations.

    Args:
        handler: Reflex's event handler.
        ids: Somebody else's, by kind.
        words: Fields of a form that are not ids: e-mail, name, role and the like.
        fallback: For text arguments whose name says nothing.
    """
    hints = typing.get_type_hints(handler.fn)
    made: dict[str, Any] = {}
    for name in list(inspect.signature(handler.fn).parameters)[1:]:
        kind = hints.get(name, Any)
        origin = typing.get_origin(kind) or kind
        if origin is dict:
            made[name] = {**{k: str(v) for k, v in ids.items()}, **{f"{k}_id": str(v) for k, v in ids.items()}, **words}
        elif origin is list:
            inner = (typing.get_args(kind) or (str,))[0]
            made[name] = [_file(words["text"])] if inner is rx.UploadFile else [fallback]
        elif kind is bool:
            made[name] = True
        elif kind in (int, float):
            made[name] = 1
        elif kind is UUID:
            made[name] = named(name, ids) or UUID(fallback)
        else:
            made[name] = words.get(name) or str(named(name, ids) or fallback)
    return made


def _file(text: str) -> rx.UploadFile:
    return rx.UploadFile(file=BytesIO(text.encode("utf-8", "surrogatepass")))


async def call(handler: Any, state: BaseState, given: dict[str, Any]) -> list[Any]:
    """Run a handler of any form to its end and return what it sends to the browser."""
    came = handler.fn(state, **given)
    if inspect.isasyncgen(came):
        return [each async for each in came]
    if inspect.isgenerator(came):
        return list(came)
    return [await came if inspect.isawaitable(came) else came]


def shown(root: rx.State) -> dict[str, Any]:
    """Return all vars of all states as they would go to the browser, and the backend ones; not the request itself."""
    found = {name: dict(fields) for name, fields in root.dict().items()}
    for fields in found.values():
        for name in [name for name in fields if name.startswith("router")]:
            del fields[name]
    found["backend"] = {one.get_full_name(): dict(one._backend_vars or {}) for one in _instances(root)}  # noqa: SLF001
    return found


def _instances(state: BaseState) -> Iterator[BaseState]:
    yield state
    for child in state.substates.values():
        yield from _instances(child)


__all__ = ["AppState", "arguments", "browser", "call", "forged", "handlers", "named", "shown", "states", "substate"]
