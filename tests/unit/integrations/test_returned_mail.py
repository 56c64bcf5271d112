"""Delivery status notifications as servers send them, and everything else that lies in such a mailbox."""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.integrations import returned_mail


def report(status: str, action: str = "failed", *, whole: bool = True) -> bytes:
    """Return a report with the letter that came back, whole or only its head."""
    ours = EmailMessage()
    ours["Message-ID"], ours["Subject"] = "<abc.def.123@oak.example>", "x"
    ours.set_content("The letter.")
    made = MIMEMultipart("report", report_type="delivery-status")
    made.attach(MIMEText("Sorry."))
    told, first, each = Message(), Message(), Message()
    told["Content-Type"] = "message/delivery-status"
    first["Reporting-MTA"] = "dns; mx.example"
    each["Final-Recipient"], each["Action"], each["Status"] = "rfc822; a@b.example", action, status
    told.set_payload([first, each])
    made.attach(told)
    back = Message()
    back["Content-Type"] = "message/rfc822" if whole else "text/rfc822-headers"
    back.set_payload([ours] if whole else f"Message-ID: {ours['Message-ID']}\nSubject: x\n")
    made.attach(back)
    return made.as_bytes()


@pytest.mark.parametrize(
    ("status", "hard"), [("5.1.1", True), ("5.7.1 (blocked)", True), ("4.4.7", False), ("5.2.2", False)]
)
@pytest.mark.parametrize("whole", [True, False])
def test_a_report_says_which_letter_came_back_and_whether_for_good(status: str, hard: bool, whole: bool) -> None:
    found = returned_mail.read(report(status, whole=whole))
    assert found is not None and (found.message_id, found.hard) == ("abc.def.123@oak.example", hard)
    assert found.status == status[:5]


def test_a_delay_and_anything_else_is_no_return() -> None:
    assert returned_mail.read(report("4.4.1", "delayed")) is None
    assert returned_mail.read(report("5.1.1")[:200]) is None
    assert returned_mail.read(report("5.1.1") + b"x" * 1_000_001) is None


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_nothing_in_a_mailbox_breaks_it(raw: bytes) -> None:
    head = b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    for each in (raw, head + raw):
        assert returned_mail.read(each) is None
