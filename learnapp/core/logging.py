"""Structured logs: one JSON object a line, with the request id and without personal data."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

import structlog

request_id: ContextVar[str] = ContextVar("request_id", default="")

_SECRET_NAMES = re.compile(r"(?i)cookie|authorization|password|secret|token|email|e-mail|birth|name_enc|api_key|^name$")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_CREDENTIAL = re.compile(r"(?i)(bearer\s+|(?:__Host-)?sid=)[A-Za-z0-9._~+/=-]{8,}")
_URL_PASSWORD = re.compile(r"(://[^:/@\s]+):[^@/\s]+@")
REDACTED = "[redacted]"


def new_request_id() -> str:
    """Return a fresh request id and bind it to this task."""
    value = uuid4().hex
    request_id.set(value)
    return value


def scrub(value: Any) -> Any:
    """Return a value without e-mail addresses, credentials and passwords in URLs, however deep it is nested."""
    if isinstance(value, str):
        value = _EMAIL.sub(REDACTED, value)
        value = _CREDENTIAL.sub(rf"\1{REDACTED}", value)
        return _URL_PASSWORD.sub(rf"\1:{REDACTED}@", value)
    if isinstance(value, dict):
        return {key: REDACTED if _SECRET_NAMES.search(str(key)) else scrub(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [scrub(item) for item in value]
    return value


def _redact(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in list(entry):
        if key not in {"event", "level", "timestamp", "logger"} and _SECRET_NAMES.search(key):
            entry[key] = REDACTED
        else:
            entry[key] = scrub(entry[key])
    return entry


def _with_request(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if current := request_id.get():
        entry.setdefault("request_id", current)
    return entry


def configure(level: str = "INFO") -> None:
    """Send structlog and the standard library's loggers through one redacting JSON formatter to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request,
        structlog.processors.format_exc_info,
        _redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "procrastinate", "presidio-analyzer", "psycopg.pool", "casbin", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger. Log ids and codes; never names, answers or free text."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
