"""Tables, by subject. Importing this package registers all of them on `SQLModel.metadata`."""

from learnapp.storage.models import content, institution, learning, oversight, people, tenancy

__all__ = ["content", "institution", "learning", "oversight", "people", "tenancy"]
