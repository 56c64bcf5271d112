"""Postgres, cache, vectors and objects. Only `storage.db` commits."""
