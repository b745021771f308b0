"""The catalogue is data: whole, sourced, in both languages, and equal to what it was generated from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from imigrasi.adapters import catalogue
from imigrasi.adapters.catalogue import FOLDER, FileCatalogue, FileWordings, told_events
from imigrasi.domain.decision import REASONS
from imigrasi.domain.errors import NotFound
from imigrasi.domain.gateway import RefundRoad
from imigrasi.usecases.payment_ports import GatewayUnknown
from imigrasi.usecases.ports import ServiceUnknown
from local import published_catalogue
from local.calendar_data import calendar
from tests.support.builders import NUMBER
from tests.support.roads import deployed_types

SERVICES = sorted(path.stem for path in (FOLDER / "services").glob("*.json"))


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def numbers(value: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """The way to each number (a bool is none)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, *path, key)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, *path)


# ---------------------------------------------------------------- services


@pytest.mark.parametrize("code", SERVICES)
def test_a_service_fits_its_schema(code: str) -> None:
    schema = read("service.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(read(f"services/{code}.json"))


@pytest.mark.parametrize(
    "change", [{"path": "shortcut"}, {"sources": []}, {"extra": 1}, {"minimum_age": -1}, {"name": {"id": "Paspor"}}]
)
def test_a_service_that_does_not_fit_is_found(change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read("services/passport-renewal.json") | change, read("service.schema.json"))


@pytest.mark.parametrize("code", SERVICES)
def test_every_number_of_a_service_has_a_source(code: str) -> None:
    service = read(f"services/{code}.json")
    sourced = {name for source in service["sources"] for name in re.split(r",\s*", source["what"])}
    options = ("questions", "options")  # the choices are those of the tariff
    found = {path[-1] for path in numbers(service) if path not in (options, ("retention", "days"))}
    assert found - sourced == set()
    assert service["retention"]["source"]


@pytest.mark.parametrize("code", SERVICES)
def test_every_source_is_of_something_and_says_whether_it_was_verified(code: str) -> None:
    service = read(f"services/{code}.json")
    known = {path[-1] for path in numbers(service)} | {"documents"}
    for source in service["sources"]:
        assert set(re.split(r",\s*", source["what"])) <= known
        assert source["verified"] is not ("perlu dikonfirmasi" in source["source"])


@pytest.mark.parametrize("code", SERVICES)
def test_every_fee_a_service_names_is_in_the_tariff(code: str) -> None:
    fee = read(f"services/{code}.json")["fee"]
    assert {*fee["base"].values(), *fee["surcharges"].values()} <= set(read("fees.json")["fees"])


@pytest.mark.parametrize("code", SERVICES)
def test_a_file_is_named_for_its_service_and_read_by_the_product(code: str) -> None:
    service = FileCatalogue().service(code)
    assert (service.code, read(f"services/{code}.json")["code"]) == (code, code)
    assert all(fee.source for fee in service.fees.values())


@pytest.mark.parametrize(
    "code",
    ["", "passport", "Passport-Renewal", "../fees", "services/passport-renewal", "a.b", "passport-renewal\0", "é"],
)
def test_what_is_no_service_is_unknown(code: str) -> None:
    with pytest.raises(ServiceUnknown):
        FileCatalogue().service(code)


# ---------------------------------------------------------------- tariff, offices, calendar


def test_the_tariff_names_its_regulation() -> None:
    tariff = read("fees.json")
    assert tariff["source"]["short"] == "PP 45/2024"
    assert all(isinstance(fee["verified"], bool) and fee["amount"] > 0 for fee in tariff["fees"].values())


@pytest.mark.parametrize(
    ("fee", "amount"), [("e-passport-5", 650_000), ("e-passport-10", 950_000), ("acceleration", 1_000_000)]
)
def test_a_fee_is_what_the_regulation_says(fee: str, amount: int) -> None:
    assert read("fees.json")["fees"][fee]["amount"] == amount


def test_the_price_of_mobile_data_says_where_it_is_from_and_whether_it_was_verified() -> None:
    price = read("mobile_data.json")
    assert price["rupiah_per_megabyte"] > 0
    assert str(price["year"]) in price["source"]
    assert price["verified"] is not ("perlu dikonfirmasi" in price["source"])
    assert published_catalogue.document()["mobile_data"] == price


def test_every_office_has_a_source_and_can_be_read() -> None:
    for code, office in read("offices.json")["offices"].items():
        assert len(office["source"]) > 5
        assert isinstance(office["verified"], bool)
        assert FileCatalogue().office(code).code == code


def test_an_unknown_office_is_not_found() -> None:
    with pytest.raises(NotFound):
        FileCatalogue().office("atlantis")


def test_the_calendar_is_what_the_library_says() -> None:
    assert read("calendar.json") == calendar()


def test_the_calendar_holds_public_holidays_and_joint_leave() -> None:
    days = {day.isoformat() for day in FileCatalogue().holidays().days}
    assert {"2026-08-17", "2026-12-25", "2026-03-20", "2026-03-23"} <= days


# ---------------------------------------------------------------- gateways

GATEWAYS = sorted(read("gateways.json")["gateways"])


def test_the_gateways_fit_their_schema() -> None:
    schema = read("gateways.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(read("gateways.json"), schema)
    jsonschema.validate(published_catalogue.gateways(), schema)


@pytest.mark.parametrize(
    "change",
    [{"methods": []}, {"refund": "cash"}, {"enabled": "yes"}, {"code_hours": 0}, {"legal_basis": {}}, {"polls": {}}],
)
def test_a_gateway_that_does_not_fit_is_found(change: dict[str, Any]) -> None:
    document = read("gateways.json")
    document["gateways"]["midtrans"] |= change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, read("gateways.schema.json"))


@pytest.mark.parametrize("code", GATEWAYS)
def test_every_number_of_a_gateway_has_a_source(code: str) -> None:
    gateway = read("gateways.json")["gateways"][code]
    sourced = {name for source in gateway["sources"] for name in re.split(r",\s*", source["what"])}
    assert {path[-1] for path in numbers(gateway)} == sourced


@pytest.mark.parametrize("code", GATEWAYS)
def test_what_is_not_verified_about_a_gateway_is_to_be_confirmed(code: str) -> None:
    gateway = read("gateways.json")["gateways"][code]
    for claim in (gateway["legal_basis"], *gateway["sources"]):
        assert claim["verified"] is not ("perlu dikonfirmasi" in claim["source"])


def test_gateways_are_read_by_the_product() -> None:
    assert [gateway.code for gateway in FileCatalogue().gateways()] == ["midtrans", "simponi"]
    midtrans, simponi = FileCatalogue().gateways()
    assert [method.code for method in midtrans.methods] == ["bank_transfer", "qris", "gopay", "alfamart"]
    assert midtrans.default_method == midtrans.method("bank_transfer")
    assert (midtrans.refund, simponi.refund) == (RefundRoad.GATEWAY, RefundRoad.LETTER)
    assert simponi.default_method.code == "billing_code"
    assert simponi.method("qris") is None


@pytest.mark.parametrize("code", ["", "bca", "Midtrans", "../fees"])
def test_what_is_no_gateway_is_unknown(code: str) -> None:
    with pytest.raises(GatewayUnknown):
        FileCatalogue().gateway(code)


def test_a_gateway_that_is_switched_off_is_unknown_and_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    off = {code: replace(gateway, enabled=False) for code, gateway in catalogue._gateways().items()}
    monkeypatch.setattr(catalogue, "_gateways", lambda: off)
    with pytest.raises(GatewayUnknown):
        FileCatalogue().gateway("midtrans")
    assert FileCatalogue().gateways() == ()
    document = read("gateways.json")
    document["gateways"]["midtrans"]["enabled"] = False
    monkeypatch.setattr(published_catalogue, "_read", lambda _file: document)
    assert list(published_catalogue.gateways()["gateways"]) == ["simponi"]


# ---------------------------------------------------------------- wordings


def keys(value: Any, *path: str) -> set[tuple[str, ...]]:
    if not isinstance(value, dict):
        return {path}
    return set().union(*(keys(inner, *path, key) for key, inner in value.items()))


@pytest.mark.parametrize("folder", ["messages", "officers"])
def test_both_languages_say_the_same_things(folder: str) -> None:
    assert keys(read(f"{folder}/id.json")) == keys(read(f"{folder}/en.json"))


def test_the_form_says_the_same_in_both_languages() -> None:
    forms = read("forms.json")
    assert keys(forms["id"]) == keys(forms["en"])


def test_exactly_what_is_worded_is_sent_to_citizens() -> None:
    notified = deployed_types("events.py", "NOTIFIED")
    assert sorted(notified) == sorted(read("messages/id.json")["events"])
    assert set(notified) == told_events()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("event", deployed_types("events.py", "NOTIFIED"))
def test_a_wording_is_complete(language: str, event: str) -> None:
    wording = FileWordings("https://example.com").message(event, language, NUMBER)
    assert NUMBER in wording.subject
    assert NUMBER in wording.short
    assert "https://example.com/" in wording.body
    assert not re.search(r"[{}]", wording.subject + wording.body + wording.short)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("event", deployed_types("events.py", "NOTIFIED"))
def test_a_text_message_fits_one_part(language: str, event: str) -> None:
    short = FileWordings("https://example.com").message(event, language, NUMBER).short
    assert short.isascii()
    assert len(short) <= 160  # GSM 03.38: one part; more costs twice


def test_every_reason_an_officer_may_give_is_fixed() -> None:
    given = {reason for reasons in REASONS.values() for reason in reasons}
    assert given == {"complete", "verified", "incomplete", "illegible", "not_eligible"}
