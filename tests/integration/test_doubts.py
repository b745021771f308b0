"""The two lines of the old passport on their way: sealed with the form, looked at at submission, told to officers."""

from __future__ import annotations

import pytest

from tests.integration.test_console import widget
from tests.support.citizen import Citizen
from tests.support.zones import passport_of

LEAD = "Dua baris yang diketik dari paspor lama:"
SLIP = "Angka pemeriksa nomor paspor tidak cocok."
OTHER_NUMBER = "Nomor paspor berbeda dari isian."


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHED_FUNCTIONS", "intake,decision")


def submitted(citizen: Citizen, zone: str) -> Citizen:
    return citizen.start(answers=citizen.person.answers(old_passport_mrz=zone)).upload_all().submit()


def shown(citizen: Citizen) -> str:
    """What an officer sees of the application."""
    return widget("application", application_id=citizen.application_id)


def test_lines_that_fit_leave_no_doubt_and_are_kept_sealed(citizen: Citizen) -> None:
    zone = passport_of(citizen.person).td3()
    submitted(citizen, zone)
    assert citizen.call("GET", "/draft").json["answers"]["old_passport_mrz"] == zone
    assert zone.split("\n")[1] not in str(citizen.cloud.items())
    assert LEAD not in shown(citizen)


def test_lines_that_do_not_fit_are_told_to_officers_and_refuse_nothing(citizen: Citizen) -> None:
    zone = passport_of(citizen.person, number="X7654321").td3()
    submitted(citizen, zone.replace("X7654321", "X7654322"))
    assert citizen.status == "submitted"
    found = shown(citizen)
    assert all(text in found for text in (LEAD, SLIP, OTHER_NUMBER))
    assert "X765432" not in found


def test_what_is_no_zone_at_all_is_taken_too(citizen: Citizen) -> None:
    submitted(citizen, "saya tidak tahu")
    assert (citizen.status, "Bukan dua baris berisi 44 tanda." in shown(citizen)) == ("submitted", True)


def test_a_doubt_is_gone_once_the_form_is_right(citizen: Citizen) -> None:
    submitted(citizen, passport_of(citizen.person, number="X7654321").td3())
    assert OTHER_NUMBER in shown(citizen)
    citizen.decided("budi", "return", "incomplete")
    citizen.save(answers=citizen.person.answers(old_passport_mrz=passport_of(citizen.person).td3()))
    assert OTHER_NUMBER in shown(citizen), "a draft is the citizen's: what was submitted last still stands"
    citizen.submit()
    assert LEAD not in shown(citizen)


def test_the_citizens_own_page_tells_no_doubts(citizen: Citizen) -> None:
    submitted(citizen, passport_of(citizen.person, number="X7654321").td3())
    assert "mrz_number_differs" not in str(citizen.view())
