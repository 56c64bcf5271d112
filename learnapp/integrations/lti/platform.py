"""A platform as the protocol needs it, and what is the same for every installation of the usual ones."""

from __future__ import annotations

from dataclasses import dataclass

from pylti1p3.deployment import Deployment
from pylti1p3.exception import LtiException
from pylti1p3.registration import Registration
from pylti1p3.request import Request
from pylti1p3.tool_config.abstract import ToolConfAbstract


@dataclass(frozen=True, slots=True)
class Platform:
    """What a platform has told us when it was registered.

    Attributes:
        site: Origin at which its people use it.
        audience: Of access tokens, where it is not the token address.
    """

    issuer: str
    client_id: str
    site: str
    auth_url: str
    token_url: str
    keys_url: str
    audience: str = ""
    deployments: frozenset[str] = frozenset()

    def registration(self, *, private_pem: str = "", public_pem: str = "") -> Registration:
        """Return it in the library's form."""
        made = Registration()
        made.set_issuer(self.issuer).set_client_id(self.client_id).set_key_set_url(self.keys_url)
        made.set_auth_login_url(self.auth_url).set_auth_token_url(self.token_url)
        if self.audience:
            made.set_auth_audience(self.audience)
        if private_pem:
            made.set_tool_private_key(private_pem).set_tool_public_key(public_pem)
        return made


class OnePlatform(ToolConfAbstract[Request]):
    """The library's configuration, of the one platform that the launch has been found to name."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.registration = platform.registration()

    def check_iss_has_one_client(self, iss: str) -> bool:
        """Return False: an issuer such as Canvas has as many clients as customers."""
        del iss
        return False

    def check_iss_has_many_clients(self, iss: str) -> bool:
        """Return True, see above."""
        del iss
        return True

    def find_registration_by_issuer(self, iss: str, *args: object, **kwargs: object) -> Registration:
        """Return the registration of this issuer."""
        return self.find_registration_by_params(iss, self._platform.client_id, *args, **kwargs)

    def find_registration_by_params(self, iss: str, client_id: str, *args: object, **kwargs: object) -> Registration:
        """Return the registration when issuer and client are its own."""
        del args, kwargs
        if (iss, client_id) != (self._platform.issuer, self._platform.client_id):
            raise LtiException("Registration not found.")
        return self.registration

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment | None:
        """Return the deployment when it is one of ours."""
        return self.find_deployment_by_params(iss, deployment_id, self._platform.client_id)

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: object, **kwargs: object
    ) -> Deployment | None:
        """Return the deployment when it is one of ours."""
        del iss, client_id, args, kwargs
        known = deployment_id in self._platform.deployments
        return Deployment().set_deployment_id(deployment_id) if known else None


@dataclass(frozen=True, slots=True)
class Preset:
    """What an LMS calls its addresses; `{site}` is the origin at which its people use it.

    Sources: Canvas LMS documentation "LTI launch overview", Moodle 4 `mod/lti` services, Anthology developer
    documentation "LTI: implementing a tool".
    """

    issuer: str
    auth_url: str
    token_url: str
    keys_url: str
    audience: str = ""


PRESETS = {
    "canvas": Preset(
        "https://canvas.instructure.com",
        "https://sso.canvaslms.com/api/lti/authorize_redirect",
        "https://sso.canvaslms.com/login/oauth2/token",
        "https://sso.canvaslms.com/api/lti/security/jwks",
    ),
    "moodle": Preset(
        "{site}", "{site}/mod/lti/auth.php", "{site}/mod/lti/token.php", "{site}/mod/lti/certs.php"
    ),
    "blackboard": Preset(
        "https://blackboard.com",
        "https://developer.blackboard.com/api/v1/gateway/oidcauth",
        "https://developer.blackboard.com/api/v1/gateway/oauth2/jwttoken",
        "https://developer.blackboard.com/api/v1/management/applications/{client_id}/jwks.json",
    ),
}  # fmt: skip
PRODUCTS = (*PRESETS, "other")
