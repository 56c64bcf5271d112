"""Names of the claims in messages (LTI 1.3 core, deep linking 2.0, submission review 1.0, registration 1.0)."""

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
FOR_USER = f"{_CORE}for_user"
RESOURCE_LAUNCH = "LtiResourceLinkRequest"
MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"

_DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
DEEP_SETTINGS = f"{_DEEP}deep_linking_settings"
DEEP_ITEMS = f"{_DEEP}content_items"
DEEP_DATA = f"{_DEEP}data"
DEEP_MESSAGE = f"{_DEEP}msg"
DEEP_REQUEST = "LtiDeepLinkingRequest"

REVIEW_REQUEST = "LtiSubmissionReviewRequest"

TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
