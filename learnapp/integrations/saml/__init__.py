"""SAML 2.0: an institution's identity provider proves who somebody is. Everything here blocks: call it from a thread."""
