"""Deep linking 2.0: what a platform asks for when a teacher chooses content, and the signed answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pylti1p3.deep_link import DeepLink

from learnapp.integrations.lti import claims
from learnapp.integrations.lti.platform import Platform

LINK, ADDRESS = "ltiResourceLink", "link"
MOST_DATA = 8_000
HISTORY = {"context_history": "$Context.id.history", "link_history": "$ResourceLink.id.history"}
"""Custom parameters that a platform fills in when a course was copied, or leaves as they are when it cannot."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for (deep linking 2.0, 4.4.1).

    Attributes:
        return_url: Where the answer goes.
        types: Kinds of content items that are taken.
        targets: Where they may be shown: iframe, window, embed.
        several: Whether more than one may be chosen.
        line_items: Whether a column in the gradebook can be made; None: the platform does not say.
        data: Goes back as it came.
    """

    return_url: str
    types: tuple[str, ...]
    targets: tuple[str, ...]
    several: bool = False
    line_items: bool | None = None
    data: str | None = None

    @property
    def kind(self) -> str:
        """The kind of item to answer with, "" when nothing of ours is taken."""
        return next((one for one in (LINK, ADDRESS) if one in self.types), "")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something chosen.

    Attributes:
        custom: What comes back with each launch of the link.
        resource_id: Name of the line item for us, "" when it gets no column.
        points: Most that can be reached in it.
    """

    title: str
    address: str
    custom: Mapping[str, str] = field(default_factory=dict)
    resource_id: str = ""
    points: float = 0.0


def wish_of(settings: object) -> Wish | None:
    """Return what the settings of a request ask for; None when they are none."""
    if not isinstance(settings, dict):
        return None
    back, data = settings.get("deep_link_return_url"), settings.get("data")
    if not isinstance(back, str) or not back or len(back) > 2_000:
        return None
    if data is not None and (not isinstance(data, str) or len(data) > MOST_DATA):
        return None
    types, targets = settings.get("accept_types"), settings.get("accept_presentation_document_targets")
    columns = settings.get("accept_lineitem")
    return Wish(
        back,
        _texts(types),
        _texts(targets),
        # Some platforms say it as a word.
        settings.get("accept_multiple") in (True, "true"),
        None if columns is None else columns in (True, "true"),
        data,
    )


def _texts(found: object) -> tuple[str, ...]:
    return tuple(one for one in found if isinstance(one, str))[:20] if isinstance(found, list) else ()


def answer(
    platform: Platform,
    keys: tuple[str, str],
    deployment_id: str,
    wish: Wish,
    choices: Sequence[Choice],
    launch_url: str,
    message: str = "",
) -> str:
    """Return the signed answer (deep linking 2.0, 4.5).

    Args:
        platform: Whom it goes to.
        keys: Our private and public PEM.
        deployment_id: Of the request.
        wish: What was asked.
        choices: What was chosen; none when it was called off.
        launch_url: Where our links are launched.
        message: What the platform may show.
    """
    registration = platform.registration(private_pem=keys[0], public_pem=keys[1])
    maker = DeepLink(registration, deployment_id, {"deep_link_return_url": wish.return_url})
    body = maker.get_message_jwt([])
    body[claims.DEEP_ITEMS] = [_item(one, wish, launch_url) for one in choices]
    if wish.data is None:
        # Nothing came, so nothing is sent back: an empty value is not what was sent.
        del body[claims.DEEP_DATA]
    else:
        body[claims.DEEP_DATA] = wish.data
    if message:
        body[claims.DEEP_MESSAGE] = message
    return str(maker.encode_jwt(body))  # type: ignore[no-untyped-call]


def _item(choice: Choice, wish: Wish, launch_url: str) -> dict[str, object]:
    if wish.kind == ADDRESS:
        return {"type": ADDRESS, "title": choice.title, "url": choice.address}
    item: dict[str, object] = {
        "type": LINK, "title": choice.title, "url": launch_url, "custom": {**choice.custom, **HISTORY},
    }  # fmt: skip
    if "iframe" in wish.targets:
        item["iframe"] = {"width": 1200, "height": 800}
    elif "window" in wish.targets:
        item["window"] = {"targetName": "_blank"}
    if choice.resource_id and wish.line_items is not False:
        item["lineItem"] = {
            "scoreMaximum": choice.points, "label": choice.title, "resourceId": choice.resource_id,
            "submissionReview": {"url": launch_url, "custom": dict(choice.custom)},
        }  # fmt: skip
    return item
