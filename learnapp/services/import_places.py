"""Where packages lie that are to be imported: the operator's in the data folder, an admin's until they are imported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.services import current


@dataclass(frozen=True, slots=True)
class Limits:
    """How large what is brought in may be, megabytes: a package, a film in it, any other file in it."""

    package: int
    film: int
    file: int


def limits() -> Limits:
    """Return how large what is brought in may be."""
    # Imported on use: what reads foreign formats takes longer to load than the app to start.
    from learnapp.integrations.content_packages.foreign.files import MAX_FILE_BYTES

    settings = current().settings
    return Limits(settings.max_package_mb, settings.max_film_mb, MAX_FILE_BYTES >> 20)


def packages() -> Path:
    """Return where the operator puts packages."""
    return current().settings.data_dir / "packages"


def upload_place(tenant_id: UUID, import_id: UUID) -> Path:
    """Return where an uploaded package lies; it is read by the worker and never served."""
    return current().settings.data_dir / "uploads" / str(tenant_id) / str(import_id)


def place_of(tenant_id: UUID, package: str) -> Path:
    """Return the file behind a package's mark in the log.

    Raises:
        NotFoundError: The log names none: the import was begun from the terminal.
    """
    kind, _, name = package.partition(":")
    if kind == "upload":
        return upload_place(tenant_id, UUID(name))
    if kind == "packages" and name == Path(name).name and not name.startswith("."):
        return packages() / name
    raise NotFoundError("This import was begun from the terminal. It goes on there.")


def at_hand(tenant_id: UUID, package: str) -> bool:
    """Return whether a package is here, fetched from the bucket where another machine has taken it in."""
    place = place_of(tenant_id, package)
    if not package.startswith("upload:"):
        return place.exists()
    return bool(current().media.fetch(tenant_id, UUID(package.removeprefix("upload:")), place))


def waits(tenant_id: UUID, package: str) -> bool:
    """Return whether a package is here or in the bucket; it is not fetched."""
    place = place_of(tenant_id, package)
    if not package.startswith("upload:"):
        return place.exists()
    return bool(current().media.waits(tenant_id, UUID(package.removeprefix("upload:")), place))


def forget(tenant_id: UUID, package: str) -> None:
    """Remove an uploaded file that is needed no more; the operator's packages stay."""
    if package.startswith("upload:"):
        place_of(tenant_id, package).unlink(missing_ok=True)
        current().media.drop(tenant_id, UUID(package.removeprefix("upload:")))
