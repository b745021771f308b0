"""Starting: numbers that collide, races for one number, repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from imigrasi.domain.errors import StaleVersion
from imigrasi.usecases.access import access_key, key_hash
from imigrasi.usecases.personal_data import PersonalData
from imigrasi.usecases.start_application import KeyReused, Start, Started, start_application
from tests.support.builders import NOW
from tests.support.fakes import CATALOGUE, MemoryStore, OpenSealer, OwnMacs
from tests.support.people import Person


class ScriptedMacs(OwnMacs):
    """Numbers come from `bits`, by attempt; keys as usual."""

    def __init__(self, *bits: int) -> None:
        self.bits = bits

    def access(self, *parts: str) -> bytes:
        if parts[0] == "application":
            return self.bits[int(parts[2])].to_bytes(5, "big")
        return super().access(*parts)


def start(store: MemoryStore, macs: OwnMacs | None = None, key: str = "key", hours: float = 0, **body: Any) -> Started:
    sent = {"service": "passport-renewal", "applicant": Person().applicant()} | body
    wanted = Start("passport-renewal", "id", "web", PersonalData(sent["applicant"], {}), sent)
    at = NOW + timedelta(hours=hours)
    return start_application(
        store, OpenSealer(), macs or OwnMacs(), CATALOGUE, wanted, idempotency_key=key, office="lebong", at=at
    )


def test_the_key_of_the_answer_is_the_one_that_opens_the_application() -> None:
    store = MemoryStore()
    started = start(store)
    assert key_hash(started.access_key) == store.applications[started.application.id].key_hash
    assert started.access_key == access_key(OwnMacs(), started.application.id, 1)


def test_a_number_somebody_else_has_is_passed_over() -> None:
    store = MemoryStore()
    first = start(store, ScriptedMacs(1, 2), key="one")
    second = start(store, ScriptedMacs(1, 2), key="other")
    assert (first.application.id, second.application.id) == ("LBG-0000-0001-1", "LBG-0000-0002-2")


def test_a_repeat_finds_its_number_behind_the_one_that_was_passed_over() -> None:
    store = MemoryStore()
    start(store, ScriptedMacs(1, 2), key="one")
    started = [start(store, ScriptedMacs(1, 2), key="other", hours=hours) for hours in (0, 100)]
    assert started[0] == started[1]


def test_bits_that_give_no_number_are_passed_over() -> None:
    assert start(MemoryStore(), ScriptedMacs(32, 3)).application.id == "LBG-0000-0003-3"


def test_two_requests_at_once_write_one_application() -> None:
    class Beaten(MemoryStore):
        """Somebody with the same key writes just before."""

        def commit(self, *given: Any) -> None:
            if not self.applications:
                super().commit(*given)
                raise StaleVersion
            super().commit(*given)

    store = Beaten()
    started = start(store)
    assert list(store.applications) == [started.application.id]


def test_a_race_with_another_key_for_the_same_number_takes_the_next() -> None:
    class Beaten(MemoryStore):
        """Somebody with another key writes just before."""

        def commit(self, change: Any, *writes: Any) -> None:
            if not self.applications:
                self.applications[change.after.id] = replace(change.after, creation_key="x" * 32)
                raise StaleVersion
            super().commit(change, *writes)

    assert start(Beaten(), ScriptedMacs(1, 2)).application.id == "LBG-0000-0002-2"


def test_the_same_key_with_another_body_is_refused_at_any_age() -> None:
    store = MemoryStore()
    start(store)
    with pytest.raises(KeyReused):
        start(store, hours=24 * 400, language="en")


def test_a_repeat_is_told_the_end_of_the_draft_as_it_was_then() -> None:
    store = MemoryStore()
    assert start(store).expires_at == start(store, hours=200).expires_at
