"""Content from providers: read page by page, checked, held until approved, withdrawn; webhooks; copies of files."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from learnapp.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    LearnAppError,
    NotFoundError,
    UnavailableError,
)
from learnapp.integrations.content_providers.wire import Wire
from learnapp.security.access import Actor
from learnapp.services import (
    Services,
    content_providers,
    provider_check,
    provider_publishing,
    provider_sync,
)
from tests.content_server import KEY, ContentServer, article
from tests.factories import School
from tests.integration.content.providing import age, approve_all, counted, draft, newest, read


@pytest.mark.parametrize(
    "way", [{"paging": "page"}, {"paging": "cursor"}, {"paging": "link"}, {"kind": "graphql"}], ids=str
)
async def test_every_way_of_paging_reads_all_and_a_second_time_only_what_has_changed(
    desk: Actor, server: ContentServer, way: dict[str, str]
) -> None:
    server.items += [article(one) for one in range(5)]
    address = server.graphql if way.get("kind") == "graphql" else server.url
    provider_id, _ = await content_providers.add(desk, draft(server, address=address, **way))
    first = await read(desk, provider_id)
    assert (first["status"], first["whole"], counted(first)) == ("done", True, (5, 0, 0, 0, 0))
    server.items[1] = article(1, title="Fractions, once more", updatedAt="2026-02-03T10:00:00Z")
    server.items.append(article(9, updatedAt="2026-02-03T10:00:00Z"))
    server.asked.clear()
    again = await read(desk, provider_id)
    assert not again["whole"] and counted(again)[:2] == (1, 1) and counted(again)[3:] == (0, 0)
    held = await content_providers.items(desk, provider_id, size=100)
    assert {one.title for one in held} >= {"Fractions, once more", "Fractions 9"} and len(held) == 6


async def test_nothing_is_shown_before_it_is_approved_and_a_change_waits_beside_what_is_shown(
    desk: Actor, server: ContentServer, services: Services
) -> None:
    tenant = desk.tenant_id
    server.items += [article(1, body="<script>alert(1)</script><p>Safe <b>words</b>.</p>"), server.film(1)]
    provider_id, _ = await content_providers.add(desk, draft(server))
    await read(desk, provider_id)
    with pytest.raises(NotFoundError):
        await services.courses.get(tenant, provider_publishing.course_id_of(provider_id))
    held = await content_providers.items(desk, provider_id)
    assert [one.kind for one in held] == ["reading", "video"] and all(one.report["words"] for one in held[:1])
    assert await approve_all(desk, provider_id) == 2
    course = await services.courses.get(tenant, provider_publishing.course_id_of(provider_id))
    text, film = sorted(course.content.values(), key=lambda one: str(one.kind))
    assert text.body == "Safe **words**." and (text.license, text.attribution) == ("Site 2026", "Open Shelf Ltd")
    assert film.material.film is not None and film.material.film.transcript["en"][0][1] == "Halves and quarters."
    assert {kc.standard for kc in course.kcs.values()} == {"3.NF.A.1"}
    server.items[0] = article(1, body="<p>Other words.</p>", updatedAt="2026-02-03T10:00:00Z")
    assert counted(await read(desk, provider_id))[1] == 1
    same = await services.courses.get(tenant, course.course_id)
    assert same.content[text.content_id].body == "Safe **words**."
    (waiting,) = await content_providers.items(desk, provider_id)
    assert waiting.shown and await provider_publishing.turn_down(desk, provider_id, [waiting.item_id]) == 1
    assert counted(await read(desk, provider_id))[:2] == (0, 0), "what was turned down waits for another change"
    server.items[0] = article(1, body="<p>Third words.</p>", updatedAt="2026-02-04T10:00:00Z")
    await read(desk, provider_id)
    assert await approve_all(desk, provider_id) == 1
    newer = await services.courses.get(tenant, course.course_id)
    assert newer.content[text.content_id].body == "Third words." and newer.version > course.version
    assert newer.content[text.content_id].version == 2


async def test_items_go_into_an_own_course_beside_the_topic_of_their_standard(
    desk: Actor, server: ContentServer, services: Services
) -> None:
    server.items += [article(1)]
    home, _ = await content_providers.add(desk, draft(server))
    await read(desk, home)
    await approve_all(desk, home)
    course = provider_publishing.course_id_of(home)
    server.items[:] = [article(2, license="Other"), article(3, standard="Weather")]
    guest, _ = await content_providers.add(desk, draft(server, name="Guest", course=str(course)))
    await read(desk, guest)
    assert await approve_all(desk, guest) == 2
    found = await services.courses.get(desk.tenant_id, course)
    topics = {one.title: one.kc_ids for one in found.content.values()}
    assert topics["Fractions 2"] == topics["Fractions 1"] != topics["Fractions 3"]
    assert len(found.lessons) == 2
    # A provider that writes its codes at length means the same standard.
    server.items[:] = [
        article(4, standard="CCSS.MATH.CONTENT.3.NF.A.1", license="Other"), article(5, standard="HS-LS1-5"),
    ]  # fmt: skip
    long, _ = await content_providers.add(desk, draft(server, name="At length", course=str(course)))
    await read(desk, long)
    assert await approve_all(desk, long) == 2
    later = await services.courses.get(desk.tenant_id, course)
    topics = {one.title: one.kc_ids for one in later.content.values()}
    assert topics["Fractions 4"] == topics["Fractions 1"] != topics["Fractions 5"]
    assert (
        later.kcs[topics["Fractions 5"][0]].name
        == "HS-LS1-5: Model how photosynthesis turns light energy into stored chemical energy"
    )


async def test_what_cannot_be_shown_is_refused_with_its_reason(desk: Actor, server: ContentServer) -> None:
    server.items += [
        article(1, title=""), article(2, kind="game"), article(3, body=" "), server.film(4, captionsUrl=None),
        server.film(5, mediaUrl="/files/none.mp4"), {"title": "nobody"}, article(6),
    ]  # fmt: skip
    server.files["/files/4.mp4"] = b"MZ no film"
    server.page_size = 50
    provider_id, _ = await content_providers.add(desk, draft(server))
    report = await read(desk, provider_id)
    assert counted(report) == (1, 0, 0, 0, 6)
    assert set(report["notes"]) == {
        "refused-no-title", "refused-provider-kind", "refused-page-without-text", "refused-video-without-captions",
        "refused-provider-file-missing", "provider-no-id",
    }  # fmt: skip


async def test_a_reading_outlives_faults_and_goes_on_after_the_page_that_was_stored(
    desk: Actor, server: ContentServer
) -> None:
    server.items += [article(one) for one in range(6)]
    provider_id, _ = await content_providers.add(desk, draft(server, paging="cursor"))
    server.faults.extend(["busy", "broken", "", "", *["broken"] * 3])
    run_id = await provider_sync.start(desk, provider_id)
    with pytest.raises(ConflictError):
        await provider_sync.start(desk, provider_id)
    with pytest.raises(UnavailableError):
        await provider_sync.work(desk.tenant_id, run_id)
    half = await newest(desk, provider_id)
    assert (half["status"], half["new"], half["problem"]) == ("waiting", 4, "broken")
    server.asked.clear()
    await provider_sync.work(desk.tenant_id, run_id)
    done = await newest(desk, provider_id)
    assert done["status"] == "done" and counted(done) == (6, 0, 0, 0, 0)
    assert len(server.asked) == 1 and "cursor=4" in server.asked[0][1]
    await provider_sync.work(desk.tenant_id, run_id)
    assert len(server.asked) == 1, "a reading that is done is not done again"


async def test_faults_that_do_not_pass_end_a_reading_and_are_named(desk: Actor, server: ContentServer) -> None:
    server.items += [article(1)]
    provider_id, _ = await content_providers.add(desk, draft(server))
    for fault in ("key", "garbage", "form", "moved"):
        server.faults.append(fault)
        report = await read(desk, provider_id)
        expected = {"garbage": "garbled", "moved": "refused"}.get(fault, fault)
        assert (report["status"], report["problem"]) == ("failed", expected)
    assert not any(path == "/x" for _, path in server.asked), "nobody is followed"
    assert counted(await read(desk, provider_id))[0] == 1


async def test_pages_that_are_cut_anew_and_items_that_come_twice_lose_nothing(
    desk: Actor, server: ContentServer
) -> None:
    server.items += [article(one) for one in range(12)]
    server.page_size, server.twice = 4, True
    provider_id, _ = await content_providers.add(desk, draft(server))
    assert counted(await read(desk, provider_id)) == (12, 0, 0, 0, 0)
    await age(desk, provider_id)
    server.twice = False
    server.items[0] = article(0, title="Changed")
    # The second page is cut larger than the first: what lies between them may have slipped through.
    server.sizes.extend([3, 6])
    uneven = await read(desk, provider_id)
    assert uneven["withdrawn"] == 0 and "provider-uneven-pages" in uneven["notes"]


async def test_what_a_provider_has_no_more_is_withdrawn_unless_it_is_far_too_much(
    desk: Actor, server: ContentServer, services: Services
) -> None:
    server.items += [article(one) for one in range(12)]
    server.page_size = 50
    provider_id, _ = await content_providers.add(desk, draft(server))
    await read(desk, provider_id)
    await approve_all(desk, provider_id)
    course = provider_publishing.course_id_of(provider_id)
    await age(desk, provider_id)
    same = await read(desk, provider_id)
    assert same["whole"] and same["same"] and counted(same) == (0, 0, 0, 0, 0), "304 costs one request"
    kept = list(server.items)
    server.items[:] = kept[:3]
    await age(desk, provider_id)
    few = await read(desk, provider_id)
    assert few["withdrawn"] == 0 and "provider-too-few" in few["notes"]
    server.items[:] = kept[:9]
    server.items[0] = {**kept[0], "withdrawn": True}
    await age(desk, provider_id)
    assert counted(await read(desk, provider_id))[3] == 4
    found = await services.courses.get(desk.tenant_id, course)
    assert len(found.content) == 8
    server.items[:] = kept[:9]
    await age(desk, provider_id)
    await read(desk, provider_id)
    (back,) = await content_providers.items(desk, provider_id)
    assert back.item_id == "a0" and await approve_all(desk, provider_id) == 1
    assert len((await services.courses.get(desk.tenant_id, course)).content) == 9


async def test_a_trial_names_the_step_that_fails_and_shows_the_first_items(desk: Actor, server: ContentServer) -> None:
    server.items += [article(one) for one in range(4)]
    provider_id, _ = await content_providers.add(desk, draft(server))
    found = await provider_check.try_out(desk, provider_id)
    assert [one.outcome for one in found.steps] == ["ok"] * 5
    assert [one.title for one in found.items] == ["Fractions 0", "Fractions 1"]
    for fault, step in (("key", "key"), ("garbage", "list"), ("form", "list")):
        server.faults.append(fault)
        failing = [
            one.name for one in (await provider_check.try_out(desk, provider_id)).steps if one.outcome == "failed"
        ]
        assert failing == [step]
    await content_providers.change(desk, provider_id, draft(server, key="", mapping={"title": "nowhere.at.all"}))
    failing_now = (await provider_check.try_out(desk, provider_id)).steps
    assert [(one.name, one.reason) for one in failing_now if one.outcome == "failed"] == [("fields", "no_title")]
    (view,) = (await content_providers.overview(desk)).providers
    assert view.row.last_problem == "no_title"


async def test_addresses_of_our_own_network_are_refused_and_keys_stay_with_their_server(
    desk: Actor, server: ContentServer, services: Services
) -> None:
    for address in (
        "http://10.0.0.1/items",
        "http://169.254.169.254/latest",
        "ftp://x.example/",
        "https://u:p@x.example/",
    ):
        with pytest.raises(InvalidInputError):
            await content_providers.add(desk, draft(server, address=address))
    services.origins = Wire(services.origins._http, near=frozenset({"10.0.0.1:80"}))  # noqa: SLF001
    with pytest.raises(InvalidInputError):
        await content_providers.add(desk, draft(server))
    services.origins = Wire(services.origins._http, loopback=True, near=frozenset({"10.0.0.1:80"}))  # noqa: SLF001
    provider_id, secret = await content_providers.add(desk, draft(server))
    assert secret.startswith("whsec_") and len(base64.b64decode(secret[6:])) == 32
    await content_providers.change(desk, provider_id, draft(server, address="http://10.0.0.1/items", key=""))
    (view,) = (await content_providers.overview(desk)).providers
    assert view.row.key_enc is None and secret not in repr(view) and KEY not in repr(view)
    await content_providers.change(desk, provider_id, draft(server, key=KEY))
    server.items.append(server.film(1, mediaUrl=server.base.replace("127.0.0.1", "localhost") + "/files/1.mp4"))
    await read(desk, provider_id)
    assert server.keys["/items"] == f"Bearer {KEY}" and server.keys["/files/1.vtt"] == f"Bearer {KEY}"
    assert server.keys["/files/1.mp4"] == "", "another origin gets no key"


async def test_daily_readings_begin_by_themselves_once_a_day(desk: Actor, server: ContentServer) -> None:
    provider_id, _ = await content_providers.add(desk, draft(server))
    await content_providers.add(desk, draft(server, name="By hand", daily=False))
    assert await provider_sync.daily_in(desk.tenant_id) == 1
    assert await provider_sync.daily_in(desk.tenant_id) == 0
    assert (await newest(desk, provider_id))["cause"] == "daily"


async def test_only_administrators_change_and_mallory_sees_nothing(
    desk: Actor, server: ContentServer, riverside: School, hillview: School
) -> None:
    server.items += [article(1)]
    provider_id, _ = await content_providers.add(desk, draft(server))
    await read(desk, provider_id)
    tries: list[Any] = [
        lambda who: content_providers.overview(who), lambda who: content_providers.add(who, draft(server)),
        lambda who: content_providers.change(who, provider_id, draft(server)),
        lambda who: content_providers.renew_secret(who, provider_id),
        lambda who: content_providers.remove(who, provider_id), lambda who: content_providers.items(who, provider_id),
        lambda who: provider_check.try_out(who, provider_id), lambda who: provider_sync.start(who, provider_id),
        lambda who: provider_publishing.approve(who, provider_id, ["a1"]),
        lambda who: provider_publishing.turn_down(who, provider_id, ["a1"]),
    ]  # fmt: skip
    for name in ("alice", "carol"):
        for attempt in tries:
            with pytest.raises(ForbiddenError):
                await attempt(riverside.actor(name))
    with pytest.raises(ForbiddenError):
        await content_providers.overview(hillview.actor("mallory"))
    foreign = hillview.actor("adam")
    assert (await content_providers.overview(foreign)).providers == []
    assert await content_providers.items(foreign, provider_id) == []
    for attempt in (*tries[2:5], *tries[6:9]):
        with pytest.raises(LearnAppError):
            await attempt(foreign)
    await content_providers.remove(desk, provider_id)
    assert (await content_providers.overview(desk)).providers == []
