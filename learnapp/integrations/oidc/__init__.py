"""Signing in at an institution's OpenID provider (OpenID Connect Core 1.0), with Authlib."""
