"""Every setting, read once from the environment or `.env`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from learnapp.core.errors import LearnAppError

_RATE = re.compile(r"[1-9]\d{0,8} ?(?:/|per) ?(?:\d{1,4} ?)?(?:second|minute|hour|day|month|year)s?")
"""What the library for rate limits reads, as far as these settings need it; loading it costs each command .2 s."""

_REDIS = re.compile(r"rediss?://[^\s/]+(/\d*)?(\?\S*)?")
_WEB = re.compile(r"https?://[^\s/]+/?")


class SettingsError(LearnAppError):
    """A setting cannot be used."""

    status = 500
    code = "settings"


MOST_MAILBOX = 18
"""Letters before the @ of the mailbox for returned mail: with a letter's mark they are 64 (RFC 5321, 4.5.3.1.1)."""


class Settings(BaseSettings):
    """All settings. Environment variables have the upper-case name of the field, without a prefix."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    environment: Literal["development", "test", "production"] = Field(
        "development", description="Production refuses development keys and plain-http cookies."
    )
    data_dir: Path = Field(
        Path("var"), description="Folder of the embedded Postgres, keys, run file, exports and objects."
    )
    database_url: str | None = Field(
        None, description="Postgres as the application role. Unset: an embedded Postgres is started."
    )
    migration_database_url: str | None = Field(
        None, description="Postgres as the owner role, for migrations and partitions."
    )
    backup_database_url: SecretStr | None = Field(
        None,
        description="Postgres as a superuser, whom row security does not bind: for `learnapp backup` and `restore`.",
    )
    redis_url: str = Field(
        "mem://",
        description="Cache, rate limits and state of pages: mem://, or redis://HOST:PORT/DB (rediss:// with TLS).",
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="The one port of the server.")
    public_url: str | None = Field(None, description="Address people use, for links and allowed origins.")
    trust_proxy: bool = Field(False, description="Honour X-Forwarded-Proto and X-Forwarded-For.")
    workers: int = Field(1, ge=1, le=64, description="App processes; more than one needs REDIS_URL.")
    master_key: SecretStr | None = Field(
        None,
        description="Base64 key of 32 bytes that wraps the tenant keys. Unset in development: made in DATA_DIR.",
    )
    previous_master_key: SecretStr | None = Field(
        None, description="The master key before this one, only while `learnapp key rotate` has not finished."
    )
    database_pool_size: int = Field(8, ge=1, le=200, description="Connections per app process at rest.")
    database_pool_max: int = Field(24, ge=1, le=400, description="Connections per app process at most.")
    session_idle_minutes: int = Field(120, ge=5, description="A session ends after this long without use.")
    session_days: int = Field(14, ge=1, description="A session ends after this long in any case.")
    busy_events: int = Field(
        16,
        ge=4,
        description="Events under way in one process from which on answers repeat the recommendations that stand.",
    )
    rate_limit_events: str = Field("2000/second", description="Learning events per institution (limits syntax).")
    rate_limit_api: str = Field("600/minute", description="Questions of each API client (limits syntax).")
    rate_limit_sign_in: str = Field("10/minute", description="Sign-in attempts per address and per account.")
    rate_limit_tutor: str = Field("120/hour", description="Questions to the tutor per student (limits syntax).")
    rate_limit_doubts: str = Field(
        "30/day", description="Sentences of the tutor that a student can report (limits syntax)."
    )
    self_sign_up: bool | None = Field(
        None, description="Whether anybody may begin a school on the page /start. Unset: yes, but not in production."
    )
    rate_limit_invitations: str = Field("2000/day", description="Invitations by address of an institution.")
    smtp_url: SecretStr | None = Field(
        None,
        description="Mail server of institutions without one, smtps://user:password@host:465. Unset: no mail.",
    )
    mail_from: str = Field("", description="Address that mail comes from; needed with SMTP_URL, as is PUBLIC_URL.")
    bounce_address: str = Field(
        "",
        description="Mailbox to which mail of SMTP_URL comes back that cannot be delivered. Each letter names it with a"
        " mark of its own: bounces+MARK@host, which its server has to take.",
    )
    bounce_imap_url: SecretStr | None = Field(
        None,
        description="Where the worker reads that mailbox, imaps://user:password@host:993. What it understands is"
        " deleted there; anything else stays, as read. Unset: returned mail is told at /hooks/bounces only.",
    )
    rate_limit_sign_up: str = Field("10/hour", description="Schools begun on /start per address (limits syntax).")
    dns_servers: str = Field(
        "",
        description="Name servers (address:port, by comma) asked for proofs of domains. Unset: the machine's.",
    )
    exploration: float = Field(
        0.05, ge=0.02, le=0.3, description="Share of recommendations drawn at random among approved items."
    )
    max_package_mb: int = Field(
        1000, ge=1, le=4000, description="Largest content package that an admin may upload, megabytes."
    )
    max_film_mb: int = Field(
        512, ge=1, le=4000, description="Largest film in a content package, megabytes; it waits on disk, in TMPDIR."
    )
    chroma_url: str = Field(
        "", description="A `chroma run` server for the vectors of large courses. Unset: files in DATA_DIR."
    )
    embeddings_url: str = Field(
        "",
        description="Base address of an OpenAI-compatible service for embeddings. Unset: the course's own words.",
    )
    embeddings_model: str = Field("text-embedding-3-small", description="Model of the service for embeddings.")
    embeddings_key: SecretStr | None = Field(None, description="Key of the service for embeddings.")
    media_store: str = Field(
        "", description="Bucket for films and pictures, s3://BUCKET or s3://BUCKET/FOLDER. Unset: a folder in DATA_DIR."
    )
    media_store_endpoint: str = Field("", description="Address of an S3-compatible server. Unset: Amazon's.")
    media_store_region: str = Field("us-east-1", description="Region of the bucket.")
    media_store_key: SecretStr | None = Field(
        None, description="Access key of the bucket's account. Unset: that of the machine."
    )
    media_store_secret: SecretStr | None = Field(None, description="Secret of the bucket's account.")
    most_streams: int = Field(
        100, ge=1, le=10_000, description="Live displays (server-sent events) that an institution may have open."
    )
    export_days: int = Field(30, ge=1, le=365, description="Days after which the files of an export are removed.")
    content_provider_hosts: str = Field(
        "",
        description="Servers of our own network (host:port, by comma) that admins may enter as content providers."
        " Unset: public addresses only.",
    )
    language_model_hosts: str = Field(
        "",
        description="Servers of our own network (host:port, by comma) that admins may enter as language models."
        " Unset: public addresses only.",
    )
    rate_limit_language_model: str = Field(
        "600/minute", description="Questions of an institution to language models (limits syntax)."
    )
    open_data_hosts: str = Field(
        "",
        description="Servers of our own network (host:port, by comma) that admins may enter as receivers of open data."
        " Unset: public addresses only.",
    )
    rate_limit_statements: str = Field(
        "5000/second", description="xAPI statements of other tools per institution (limits syntax)."
    )
    rollup_minute_days: int = Field(
        3, ge=1, le=60, description="Days for which the figures of each minute are kept; days are kept for ever."
    )
    rollup_hour_days: int = Field(
        180, ge=1, le=3650, description="Days for which the figures of each hour are kept, never less than of minutes."
    )
    git_sha: str = Field(
        "", description="Commit that this release was built from, noted with every trained model. Unset: git is asked."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Lowest level logged.")
    metrics_token: SecretStr | None = Field(
        None, description="Bearer token for /metrics. Unset: only loopback may read it."
    )
    demo: bool = Field(
        True,
        description="Load the demo institutions at the first start; never in production: their passwords are known.",
    )

    @field_validator("*")
    @classmethod
    def _is_a_rate(cls, value: object, field: ValidationInfo) -> object:
        if str(field.field_name).startswith("rate_limit_") and _RATE.fullmatch(str(value).strip().lower()) is None:
            raise ValueError("write it like 10/minute")
        return value

    @field_validator("redis_url", "public_url")
    @classmethod
    def _is_an_address(cls, value: str | None, field: ValidationInfo) -> str | None:
        if field.field_name == "redis_url" and value != "mem://" and not _is_redis(value or ""):
            raise ValueError("write it like redis://HOST:6379/0, with a password redis://:PASSWORD@HOST:6379/0")
        if field.field_name == "public_url" and value and not _WEB.fullmatch(value):
            raise ValueError("write it like https://learn.example.edu, without a path")
        return value

    @model_validator(mode="after")
    def _together(self) -> Self:
        """Refuse what cannot be used together, before anybody meets it as a page that does nothing."""
        if self.workers > 1 and not self.redis_url.startswith("redis"):
            raise ValueError("WORKERS above 1 needs REDIS_URL: pages of one process would not know those of another")
        local, _, domain = self.bounce_address.partition("@")
        if self.bounce_address and not (0 < len(local) <= MOST_MAILBOX and domain and self.bounce_address.isascii()):
            raise ValueError(f"BOUNCE_ADDRESS is like bounces@host, with at most {MOST_MAILBOX} letters before the @")
        if self.environment == "production":
            if self.demo and "demo" in self.model_fields_set:
                raise ValueError("DEMO cannot be on in production: the passwords of its people are published")
            self.demo = False
        return self


def _is_redis(value: str) -> bool:
    try:
        parts = urlsplit(value)
        # Of a password with a # or a ? in it a piece would pass for the port, and be shown in what is said of it.
        return bool(_REDIS.fullmatch(value) and parts.hostname and parts.port != 0)
    except ValueError:
        return False


def read_settings() -> Settings:
    """Return the settings of the environment and of `.env`.

    Raises:
        SettingsError: One cannot be used; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        said = []
        for one in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in one["loc"]).upper()
            what = str(one["msg"]).removeprefix("Value error, ")
            said.append(f"{name}: {what}" if name else what)
        raise SettingsError(f"These settings cannot be used. {'; '.join(said)}. See docs/settings.md.") from None
