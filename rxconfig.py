"""Reflex's own settings; everything else is in `learnapp.core.config`."""

import reflex as rx
from reflex_base.constants import StateManagerMode

from learnapp.components.frontend import LearnAppPlugin
from learnapp.core.config import read_settings

_settings = read_settings()
_public = (_settings.public_url or "").rstrip("/")
_origins = [_public] if _public else [f"http://{name}:{_settings.port}" for name in ("127.0.0.1", "localhost")]
_redis = _settings.redis_url

config = rx.Config(
    app_name="learnapp",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    # Only our own pages may open the websocket: its cookie is what signs an event.
    cors_allowed_origins=tuple(_origins),
    # Never the disk: it is slow, and it would keep state where no retention rule reaches it.
    state_manager_mode=StateManagerMode.REDIS if _redis.startswith("redis") else StateManagerMode.MEMORY,
    redis_url=_redis if _redis.startswith("redis") else None,
    plugins=[LearnAppPlugin()],
    # A sixth less than gzip alone for every browser that takes it, and that is paid once, in the build.
    frontend_compression_formats=["brotli", "gzip"],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
