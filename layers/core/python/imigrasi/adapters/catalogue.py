"""The catalogue's files as the use cases want them. Numbers are read here and nowhere else."""

from __future__ import annotations

import functools
import json
from datetime import date
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from imigrasi.domain.errors import NotFound
from imigrasi.domain.lifecycle import Path
from imigrasi.domain.service import Fee, Limits, Office, Question, RefundRule, RequiredDocument, Retention, Service
from imigrasi.usecases.ports import Calendar, ServiceUnknown, Wording

if TYPE_CHECKING:
    from imigrasi.domain.gateway import Gateway

FOLDER = FilePath(__file__).parent.parent / "catalogue"


@functools.cache
def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


class FileCatalogue:
    """Catalogue over the JSON files in the bundle."""

    def service(self, code: str) -> Service:
        if not (code.replace("-", "").isalpha() and code.isascii() and code.islower()):
            raise ServiceUnknown
        return _service(code)

    def office(self, code: str) -> Office:
        data = _read("offices.json")["offices"].get(code)
        if data is None:
            raise NotFound
        return Office(code, **{name: data[name] for name in _OFFICE})

    def holidays(self) -> Calendar:
        return _calendar()

    def gateway(self, code: str) -> Gateway:
        """Raises GatewayUnknown, also for one that is switched off."""
        from imigrasi.usecases.payment_ports import GatewayUnknown

        found = self.known_gateway(code)
        if not found.enabled:
            raise GatewayUnknown
        return found

    def known_gateway(self, code: str) -> Gateway:
        """Also one that is switched off: what it owes is still asked for. Raises GatewayUnknown."""
        from imigrasi.usecases.payment_ports import GatewayUnknown

        found = _gateways().get(code)
        if found is None:
            raise GatewayUnknown
        return found

    def gateways(self) -> tuple[Gateway, ...]:
        """Those switched on, in the order in which citizens are offered them."""
        return tuple(gateway for gateway in _gateways().values() if gateway.enabled)


_OFFICE = ("slot_minutes", "opens", "closes", "capacity", "days_ahead", "queue_shards")


@functools.cache
def _calendar() -> Calendar:
    data = _read("calendar.json")
    return Calendar(data["version"], frozenset(date.fromisoformat(day) for day in data["days"]))


@functools.cache
def _gateways() -> dict[str, Gateway]:
    from datetime import timedelta

    from imigrasi.domain.gateway import Comparison, Gateway, LegalBasis, Method, Polls, RefundRoad, Shown

    def polls(data: dict[str, int]) -> Polls:
        return Polls(
            first=timedelta(minutes=data["first_minutes"]),
            every=timedelta(minutes=data["every_minutes"]),
            before_expiry=timedelta(minutes=data["before_expiry_minutes"]),
            late_every=timedelta(hours=data["late_hours"]),
            late_for=timedelta(days=data["late_days"]),
        )

    def comparison(data: dict[str, int]) -> Comparison:
        return Comparison(
            after=timedelta(minutes=data["after_minutes"]),
            again=timedelta(hours=data["again_hours"]),
            lasts=timedelta(days=data["for_days"]),
        )

    return {
        code: Gateway(
            code=code,
            enabled=data["enabled"],
            methods=tuple(Method(method["code"], Shown(method["shows"])) for method in data["methods"]),
            code_lifetime=timedelta(hours=data["code_hours"]),
            polls=polls(data["polls"]),
            compare=comparison(data["compare"]),
            office=data["office"],
            refund=RefundRoad(data["refund"]),
            legal_basis=LegalBasis(**data["legal_basis"]),
            codes_low=data.get("codes_low", 0),
        )
        for code, data in _read("gateways.json")["gateways"].items()
    }


@functools.cache
def _service(code: str) -> Service:
    if not (FOLDER / "services" / f"{code}.json").is_file():
        raise ServiceUnknown
    data = _read(f"services/{code}.json")
    tariff = _read("fees.json")
    fees = {
        name: Fee(name, fee["amount"], tariff["source"]["short"], fee["verified"])
        for name, fee in tariff["fees"].items()
    }
    return Service(
        code=data["code"],
        catalogue_version=data["version"],
        path=Path(data["path"]),
        second_approval=data["second_approval"],
        minimum_age=data["minimum_age"],
        fees=fees,
        base_fee={int(years): fee for years, fee in data["fee"]["base"].items()},
        surcharges=data["fee"]["surcharges"],
        questions=tuple(
            Question(
                q["key"],
                q["type"],
                q["required"],
                tuple(q.get("options", ())),
                q.get("max_length", 100),
                q.get("format", ""),
            )
            for q in data["questions"]
        ),
        documents=tuple(
            RequiredDocument(
                d["kind"],
                tuple(d["content_types"]),
                d["max_bytes"],
                d.get("optional", False),
                d.get("one_of"),
            )
            for d in data["documents"]
        ),
        limits=Limits(**data["limits"]),
        refunds={case: RefundRule(**rule) for case, rule in data["refund"].items()},
        retention=Retention(**data["retention"]),
    )


def told_events() -> frozenset[str]:
    """Types of events that citizens get a message about."""
    return frozenset(_read("messages/id.json")["events"])


class FileWordings:
    """Wordings over `messages/<language>.json`; `site` is the public address of the portal."""

    def __init__(self, site: str) -> None:
        self._site = site

    def message(self, event: str, language: str, application_id: str) -> Wording:
        texts = _read(f"messages/{language}.json")
        event_texts = texts["events"][event]
        follow = texts["status_line"].format(site=self._site)
        body = f"{event_texts['body']}\n\n{follow}\n\n{texts['signature']}\n"
        return Wording(
            event_texts["subject"].format(number=application_id),
            body,
            event_texts["short"].format(number=application_id),
        )


def form_texts(language: str) -> dict[str, str]:
    """Words of the form without JavaScript."""
    texts: dict[str, str] = _read("forms.json")[language]
    return texts


@functools.cache
def service_texts(code: str, language: str) -> dict[str, str]:
    """A service's own words: `name`, and `label.<key>` and `help.<key>` of each question."""
    data = _read(f"services/{code}.json")
    texts = {"name": data["name"][language]}
    for question in data["questions"]:
        texts[f"label.{question['key']}"] = question["label"][language]
        texts[f"help.{question['key']}"] = question["help"][language]
    return texts
