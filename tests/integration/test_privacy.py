"""What citizens type is found in their own draft and nowhere else: no log, no event, no answer, no queue."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from imigrasi.entrypoint.logs import log
from tests.support.citizen import Citizen, fresh_key
from tests.support.people import Person

CANARIES = Person(
    full_name="Kanaria Pertama Uniknama",
    birth_date="1987-03-19",
    sex="male",
    phone="+6281298765432",
    email="kanaria.unik@example.com",
    birth_place="Kotakanaria",
    address="Jalan Kanaria Unik 77",
    old_passport="KN7654321",
    extra={"guardian": {"full_name": "Walikanaria Unik", "nik": "1707015203870042", "relation": "Pamankanaria"}},
)
VALUES = [
    *CANARIES.full_name.split(),
    CANARIES.nik,
    CANARIES.birth_date,
    CANARIES.phone,
    str(CANARIES.email),
    CANARIES.birth_place,
    CANARIES.address,
    CANARIES.old_passport,
    "Walikanaria",
    "1707015203870042",
    "Pamankanaria",
]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that functions and their libraries log from INFO up, keys and values."""
    written = io.StringIO()
    root, own = logging.getLogger(), logging.getLogger(log.name)
    plain, structured = logging.StreamHandler(written), logging.StreamHandler(written)
    structured.setFormatter(log.registered_formatter)  # the values of a line are in its keys
    root.addHandler(plain)
    own.addHandler(structured)
    level = root.level
    root.setLevel(logging.INFO)
    yield written
    root.setLevel(level)
    root.removeHandler(plain)
    own.removeHandler(structured)


def found(text: str) -> list[str]:
    return [value for value in VALUES if value in text]


def test_the_whole_journey_leaves_no_canary_in_any_log(citizen: Citizen, logged: io.StringIO) -> None:
    citizen.person = CANARIES
    citizen.adjudicating()
    citizen.cloud.http.call(
        "POST",
        "/v1/tracking",
        {"application_id": citizen.application_id, "birth_date": CANARIES.birth_date},
    )
    text = logged.getvalue()
    assert "http.answered" in text
    assert found(text) == []


def test_the_store_holds_no_canary(citizen: Citizen) -> None:
    citizen.person = CANARIES
    citizen.adjudicating()
    assert found(str(citizen.cloud.items())) == []


def test_the_masked_view_shows_no_canary(citizen: Citizen) -> None:
    citizen.person = CANARIES
    assert found(citizen.submitted().call("GET").text) == []


def test_a_fault_in_the_middle_leaves_no_canary(
    citizen: Citizen, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from imigrasi.adapters.kms import KmsSealer

    def broken(_sealer: KmsSealer, _id: str, _section: str, content: bytes) -> bytes:
        raise RuntimeError(f"could not seal {content!r}")

    monkeypatch.setattr(KmsSealer, "seal", broken)
    body = {"service": "passport-renewal", "applicant": CANARIES.applicant(), "answers": CANARIES.answers()}
    reply = citizen.cloud.http.call("POST", "/v1/applications", body, idempotency_key=fresh_key())
    assert reply.status == 500
    assert "http.fault" in logged.getvalue()
    assert found(reply.text + logged.getvalue()) == []


WRONG: list[dict[str, Any]] = [
    {"service": CANARIES.nik},
    {"service": "passport-renewal", "applicant": CANARIES.applicant(email=CANARIES.address)},
    {"service": "passport-renewal", "applicant": CANARIES.applicant(full_name=[CANARIES.full_name])},
    {"service": "passport-renewal", "applicant": CANARIES.applicant(sex=CANARIES.birth_place)},
    {"service": "passport-renewal", "language": CANARIES.birth_place},
]


@pytest.mark.parametrize("body", WRONG)
def test_a_refusal_repeats_nothing_that_was_sent(citizen: Citizen, logged: io.StringIO, body: dict[str, Any]) -> None:
    reply = citizen.cloud.http.call("POST", "/v1/applications", body, idempotency_key=fresh_key())
    assert reply.status == 422
    assert found(reply.text + logged.getvalue()) == []


def test_a_notice_with_a_payers_name_is_not_logged(citizen: Citizen, logged: io.StringIO) -> None:
    raw = f'{{"order_id": "x", "customer": "{CANARIES.full_name}"}}'.encode()
    reply = citizen.cloud.http.call("POST", "/v1/payments/callbacks/midtrans", raw=raw)
    assert found(reply.text + logged.getvalue()) == []


def test_a_canary_that_is_logged_would_be_found(logged: io.StringIO) -> None:
    log.info("test.canary", leaked=CANARIES.nik)
    assert found(logged.getvalue()) == [CANARIES.nik]
