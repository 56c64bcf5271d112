"""The walks prove something only if there is much to find and the search finds it."""

from __future__ import annotations

from tests.integration.security.neighbours import Neighbour, Riverside


async def test_riverside_has_rows_in_the_tables_that_matter(riverside_rows: Riverside) -> None:
    rows = {table.split(".")[1]: count for table, (count, _) in riverside_rows.fingerprint().items()}
    filled = {
        "institution", "person", "person_key", "role_grant", "guardian_link", "section", "enrolment", "consent",
        "audit_entry", "course", "lesson", "kc", "content", "learner_state", "kc_state", "item_progress",
        "event_receipt", "learning_event", "decision", "review_item", "discussion_post", "presence", "section_day",
        "login", "session", "api_client", "passage", "retrieval_index", "tutor_conversation", "tutor_message",
        "tutor_pause", "tutor_policy",
    }  # fmt: skip
    assert {table for table in filled if not rows.get(table)} == set()


async def test_the_search_finds_what_is_there_and_nothing_else(riverside_rows: Riverside, mallorys: Neighbour) -> None:
    ids = riverside_rows.home.ids
    assert all(str(each) in riverside_rows.uuids for each in ids.values())
    assert riverside_rows.leaks({"name": "xanthippe", "at": [ids["kc"]]}) == {"xanthippe", str(ids["kc"])}
    assert riverside_rows.leaks(str(ids["kc"]), [ids["kc"]]) == set()
    assert riverside_rows.leaks([*mallorys.ids.values(), mallorys.school]) == set()
