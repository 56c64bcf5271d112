"""Names of the claims in a launch (LTI 1.3 core, appendix and 5.3 to 5.4)."""

from __future__ import annotations

_CORE = "https://purl.imsglobal.org/spec/lti/claim/"
MESSAGE_TYPE = f"{_CORE}message_type"
VERSION = f"{_CORE}version"
DEPLOYMENT = f"{_CORE}deployment_id"
TARGET = f"{_CORE}target_link_uri"
RESOURCE_LINK = f"{_CORE}resource_link"
CONTEXT = f"{_CORE}context"
ROLES = f"{_CORE}roles"
CUSTOM = f"{_CORE}custom"
PRESENTATION = f"{_CORE}launch_presentation"
RESOURCE_LAUNCH = "LtiResourceLinkRequest"
MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
