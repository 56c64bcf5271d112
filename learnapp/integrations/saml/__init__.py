"""SAML 2.0: an institution's identity provider proves who somebody is. All of it blocks: call it from a thread."""
