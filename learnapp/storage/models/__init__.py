"""Tables, by subject. Importing this package registers all of them on `SQLModel.metadata`."""

from learnapp.storage.models import content, learning, oversight, people, search, tenancy

__all__ = ["content", "learning", "oversight", "people", "search", "tenancy"]
