"""A video: played by keyboard, its parts counted, its text to read, and an honest word when it cannot be played."""

from __future__ import annotations

import re

import psycopg
import pytest
from playwright.sync_api import expect

from learnapp.services.demo import PASSWORD
from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

ALICE, HENRY = "alice@riverside.example", "henry@riverside.example"
TITLE = "Why the bottoms must agree"
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_video_is_played_and_what_was_watched_is_kept(sign_in: SignIn, site: Site, scheme: str, width: int) -> None:
    page = sign_in(ALICE, scheme=scheme, width=width)
    page.goto(f"/learn/{site.titled(TITLE)}")
    video = page.locator("video")
    expect(video).to_be_visible()
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    assert video.evaluate("one => [...one.textTracks].map(track => track.language)") == ["en", "es"]
    page.get_by_text("Read what is said").press("Enter")
    expect(page.get_by_role("button", name=re.compile("parts have different sizes"))).to_be_visible()
    keep(page, f"video-{scheme}-{width}")
    assert violations(page) == []
    if scheme == "dark":
        return
    page.get_by_label("Speed").select_option("2")
    assert video.evaluate("one => one.playbackRate") == 2
    page.get_by_role("button", name=re.compile("parts have different sizes")).press("Enter")
    # Some seconds of the film, however long a busy machine takes for them: left near its end, it would begin anew.
    page.wait_for_function(
        """() => {
          const one = document.querySelector("video");
          return one.played.length && one.currentTime > one.played.start(one.played.length - 1) + 3 && !one.pause();
        }"""
    )
    expect(page.locator(".watched span")).to_have_count(1)
    at = video.evaluate("one => one.currentTime")
    assert at > 5
    page.wait_for_timeout(1000)
    page.reload()
    # The player goes there once it knows how long the film is.
    page.wait_for_function("at => Math.abs(document.querySelector('video')?.currentTime - at) < 1.5", arg=at)
    expect(page.get_by_role("button", name=re.compile("From the beginning"))).to_be_visible()
    expect(page.locator(".watched span")).to_have_count(1)
    # What others are told of the visit: where was gone to, at which speed it was played, and that it stood still.
    with psycopg.connect(site.owner) as conn:
        tenant = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'riverside'").fetchone()
        assert tenant is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant[0]),))
        told = conn.execute(
            "SELECT result -> 'state', result -> 'film' FROM learning_event WHERE verb = 'video_progressed'"
            " AND result -> 'film' IS NOT NULL ORDER BY received_at DESC LIMIT 20"
        ).fetchall()
    visit = [state for state, film in told if film["visit"] == told[0][1]["visit"]][::-1]
    assert visit[0]["seeks"] and visit[0]["speed"] == 2 and visit[0]["began"] in ("play", "seek")
    assert any(state["ended"] == "pause" for state in visit)
    # The next student at the same computer, in the same tab, begins at the beginning.
    kept = page.evaluate("() => Object.keys(sessionStorage).filter(name => name.startsWith('learnapp-film:'))")
    assert len(kept) == 1, "the place is kept here, so the rest is no empty proof"
    page.context.clear_cookies()
    bob: dict[str, str | float | bool] = {"email": "bob@riverside.example", "password": PASSWORD}
    page.context.request.post("/auth/sign-in", form=bob, headers={"Origin": site.url}, max_redirects=0)
    page.goto(f"/learn/{site.titled(TITLE)}")
    page.wait_for_function("() => document.querySelector('video')?.readyState >= 1")
    page.wait_for_timeout(500)
    assert video.evaluate("one => one.currentTime") == 0
    expect(page.get_by_role("button", name=re.compile("From the beginning"))).to_have_count(0)


def test_a_video_that_cannot_be_played_says_so_and_its_text_teaches_the_same(sign_in: SignIn, site: Site) -> None:
    page = sign_in(HENRY, width=390)
    page.route("**/media/**/*.mp4*", lambda route: route.abort())
    page.goto(f"/learn/{site.titled('The road to war in a minute')}")
    expect(page.get_by_text("The video cannot be played right now.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Fort Sumter"))).to_be_visible()
    keep(page, "video-away-light-390")
    assert violations(page) == []
    page.get_by_role("button", name="I have read this").press("Enter")
    expect(page.get_by_text("You have watched this video.")).to_be_visible()
