"""Documents that a supervisor holds beyond their time, and lets go."""

from __future__ import annotations

import re

import pytest

from imigrasi.entrypoint import wiring
from tests.support.citizen import Citizen
from tests.support.keeping import KEPT_DAYS, stored, swept, withdrawn
from tests.support.runbooks import Refused


def held(citizen: Citizen, officer: str = "sari", outcome: str = "on", reason: str = "investigation") -> str:
    chosen = {"ApplicationId": citizen.application_id, "Outcome": outcome, "Reason": reason}
    done = citizen.cloud.runbooks.start(officer, "hold", **chosen)
    citizen.cloud.pump()
    return str(done["outcome"])


def test_what_a_supervisor_holds_stays_until_it_is_let_go(citizen: Citizen) -> None:
    withdrawn(citizen)
    assert held(citizen) == "held"
    assert swept(citizen, KEPT_DAYS + 1) == {"kept": 1}
    assert swept(citizen, 31) == {"kept": 1}
    assert len(stored(citizen)) == 2
    assert held(citizen, outcome="off", reason="released") == "released"
    assert swept(citizen, 31) == {"purged": 1}
    told = [it.type for it in wiring.applications().file(citizen.application_id).entries]
    assert told[-3:] == ["DocumentsHeld", "HoldLifted", "DocumentsPurged"]


def test_officers_are_told_and_the_applicant_is_not(citizen: Citizen) -> None:
    withdrawn(citizen)
    held(citizen)
    assert not re.search("investigation|Held", citizen.call("GET").text)
    shown = citizen.cloud.invoke("console", {"widget": "application", "application_id": citizen.application_id})
    assert shown.count("penyelidikan") == 2  # that it is held, and in the history
    assert "Dokumen disimpan sampai" in shown


@pytest.mark.parametrize(
    ("officer", "outcome", "reason", "code"),
    [
        ("budi", "on", "audit", "officer_may_not"),
        ("agus", "on", "audit", "officer_may_not"),
        ("sari", "on", "released", "reason_not_allowed"),
        ("sari", "off", "audit", "reason_not_allowed"),
        ("sari", "off", "released", "hold_unchanged"),
        ("sari", "maybe", "audit", "outside_runbook"),
    ],
)
def test_only_a_supervisor_holds_for_a_reason_of_the_list(
    citizen: Citizen, officer: str, outcome: str, reason: str, code: str
) -> None:
    citizen.start()
    with pytest.raises(Refused) as refused:
        held(citizen, officer, outcome, reason)
    assert refused.value.code == code
    assert wiring.applications().load(citizen.application_id).hold is None


def test_nothing_is_held_twice_or_after_it_is_gone(citizen: Citizen) -> None:
    withdrawn(citizen)
    held(citizen)
    with pytest.raises(Refused, match="hold_unchanged"):
        held(citizen)
    held(citizen, outcome="off", reason="released")
    swept(citizen, KEPT_DAYS + 1)
    with pytest.raises(Refused, match="documents_gone"):
        held(citizen)
