"""What the members of a class see of their discussion."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ReplyView:
    """One reply. `status` is visible, held, hidden or removed; only its author and who moderates see the middle two.

    Attributes:
        edited: When its author last changed it, ISO, "" never.
        mine: The reader wrote it.
        teaches: Its author teaches the class.
        helped: How many people it helped.
        marked: The reader is one of them.
    """

    id: str = ""
    author: str = ""
    text: str = ""
    at: str = ""
    status: str = "visible"
    mine: bool = False
    teaches: bool = False
    helped: int = 0
    marked: bool = False
    edited: str = ""


@dataclass(frozen=True)
class ThreadView:
    """One post with its replies, and the content that it is about."""

    id: str = ""
    author: str = ""
    text: str = ""
    at: str = ""
    status: str = "visible"
    mine: bool = False
    teaches: bool = False
    content_id: str = ""
    title: str = ""
    replies: list[ReplyView] = field(default_factory=list)
    edited: str = ""


@dataclass(frozen=True)
class DiscussionView:
    """A page of the discussion.

    Attributes:
        barred: Why the reader may not take part: a key of the catalogue, "" when they may.
        moderates: The reader may hide posts and change the rules.
        policy: One of `security.discussion.POLICIES`.
        title: Of the class.
    """

    threads: list[ThreadView]
    total: int
    offset: int
    barred: str
    moderates: bool
    policy: str
    under_13: bool
    title: str
