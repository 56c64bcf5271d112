"""The walks prove something only if there is much to find and the search finds it."""

from __future__ import annotations

import psycopg

from tests.integration.security.neighbours import Neighbour, Riverside


async def test_riverside_has_rows_in_the_tables_that_matter(riverside_rows: Riverside) -> None:
    rows = {table.split(".")[1]: count for table, count in riverside_rows.rows().items()}
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


async def test_each_change_of_a_row_is_seen_and_what_is_undone_is_none(
    riverside_rows: Riverside, mallorys: Neighbour
) -> None:
    before, home = riverside_rows.changes(), riverside_rows.home.school.tenant_id
    with psycopg.connect(riverside_rows.superuser) as connection:
        for tenant in (home, mallorys.school.tenant_id):
            connection.execute("UPDATE section SET term = term || '!' WHERE tenant_id = %s", (tenant,))
            connection.execute("UPDATE section SET term = term WHERE tenant_id = %s", (tenant,))
            connection.execute("DELETE FROM learning_event WHERE tenant_id = %s", (tenant,))
        seen: dict[str, int] = dict(
            connection.execute("SELECT name, count(*) FROM watching.change GROUP BY name").fetchall()
        )
        rows = riverside_rows.rows()
        assert seen["public.section"] - before.get("public.section", 0) == rows["public.section"]
        assert seen["public.learning_event"] - before.get("public.learning_event", 0) == rows["public.learning_event"]
        connection.rollback()
    assert riverside_rows.changes() == before
