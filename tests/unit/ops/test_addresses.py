"""An address whose password is not written as it has to be is refused, and no piece of the password is shown."""

from __future__ import annotations

import pytest

from learnapp.core.config import SettingsError, read_settings
from learnapp.core.errors import UnavailableError
from learnapp.storage import programs


@pytest.mark.parametrize(
    "password", ["alpha@omega", "alpha/omega", "1/omega", "alpha@1/omega", "alpha%omega", "a@b@omega"]
)
def test_a_piece_of_a_databases_password_does_not_pass_for_its_host_or_name(password: str) -> None:
    url = f"postgresql://learnapp_owner:{password}@192.0.2.1:5432/school"
    for say in (programs.database_of, lambda one: programs.connect("DATABASE_URL", one, connect_timeout=1)):
        with pytest.raises(UnavailableError, match="cannot be read") as refused:
            say(url)
        assert "omega" not in refused.value.message and "alpha" not in refused.value.message


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://learnapp_owner:alpha%40%2Fomega@/school?host=%2Ftmp%2Fa&port=5432",
        "postgresql://learnapp_owner:alpha@one:5432,two:5433/school?application_name=a@b",
        "host=one port=5432 dbname=school password=alpha@/omega",
        "postgresql:///school",
    ],
)
def test_an_address_that_is_written_right_is_read(url: str) -> None:
    assert programs.database_of(url) == "school"


@pytest.mark.parametrize("password", ["alpha#omega", "alpha?omega", "1?omega", "alpha/omega"])
def test_a_piece_of_the_password_of_redis_does_not_pass_for_its_port(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://:{password}@127.0.0.1:6379/0")
    with pytest.raises(SettingsError, match="REDIS_URL: write it like") as refused:
        read_settings()
    assert "omega" not in refused.value.message and "alpha" not in refused.value.message
