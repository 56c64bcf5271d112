"""`learnapp key new` and `learnapp key rotate`."""

from __future__ import annotations

from learnapp.cli_base import in_services, say
from learnapp.services import Services


def key_new() -> None:
    """Print a fresh master key, ready for MASTER_KEY."""
    from learnapp.security.crypto import Keyring

    say(Keyring.generate())


def key_rotate() -> None:
    """Bring everything from PREVIOUS_MASTER_KEY under MASTER_KEY; run it again to go on where it stopped.

    Invitation links from before end when PREVIOUS_MASTER_KEY is removed; it says how many are open.
    """

    async def work(_: Services) -> None:
        from learnapp.services import key_rotation

        done = await key_rotation.rotate_all(say)
        say(f"{done.keys} keys wrapped anew, {done.people} addresses found by a new hash")
        if links := await key_rotation.open_links():
            say(
                f"{links} invitation links are open. Those made before the key changed work until PREVIOUS_MASTER_KEY"
                " is removed and end then: wait until they are used, or let new ones be made."
            )
        say("Everything is under MASTER_KEY. Remove PREVIOUS_MASTER_KEY and restart the app.")

    in_services(work)
