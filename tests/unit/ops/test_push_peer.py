"""The push service of the tests reads what the standard's own example says, so that it may judge ours."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec

from tests.peers.push_service import Browser, raw

# RFC 8291, section 5.
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
    "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
PRIVATE, AUTH = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "BTBZMqHH6r4Tts7J_aSIgg"
PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"


def test_the_example_of_the_standard_is_read() -> None:
    key = ec.derive_private_key(int.from_bytes(raw(PRIVATE), "big"), ec.SECP256R1())
    browser = Browser("/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV", "", key, raw(AUTH))
    assert browser.p256dh == PUBLIC
    assert browser.read(raw(BODY)) == b"When I grow up, I want to be a watermelon"
