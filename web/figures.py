"""What the pages say in figures: the catalogue's services, fees and offices, and how they are written."""

from __future__ import annotations

from datetime import date
from typing import Any

from local import published_catalogue

MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(),
    "en": "January February March April May June July August September October November December".split(),
}
THOUSANDS = {"id": ".", "en": ","}


def rupiah(amount: int, language: str) -> str:
    """`Rp650.000` (id), `Rp650,000` (en)."""
    return "Rp" + f"{amount:,}".replace(",", THOUSANDS[language])


def day(iso: str, language: str) -> str:
    """`24 November 2026`."""
    when = date.fromisoformat(iso)
    return f"{when.day} {MONTHS[language][when.month - 1]} {when.year}"


class Catalogue:
    """The published catalogue, as one language reads it."""

    def __init__(self, language: str) -> None:
        self.language = language
        document = published_catalogue.document()
        self.services: dict[str, dict[str, Any]] = document["services"]
        self.tariff: dict[str, Any] = document["tariff"]
        self.offices: dict[str, dict[str, Any]] = document["offices"]
        self.mobile_data: dict[str, Any] = document["mobile_data"]

    def fee(self, code: str) -> dict[str, Any]:
        """A tariff line: `amount` (whole rupiah), `written`, `name`, `verified`."""
        line: dict[str, Any] = self.tariff["fees"][code]
        return line | {"written": rupiah(line["amount"], self.language), "name": line["name"][self.language]}

    def fee_of_answer(self, service: dict[str, Any], key: str, answer: object) -> dict[str, Any] | None:
        """The tariff line that an answer adds, None when it costs nothing."""
        fee = service["fee"]
        if key == fee["by"]:
            return self.fee(fee["base"][str(answer)])
        if key in fee["surcharges"] and answer is True:
            return self.fee(fee["surcharges"][key])
        return None

    def lowest_fee(self, service: dict[str, Any]) -> dict[str, Any]:
        return min((self.fee(code) for code in service["fee"]["base"].values()), key=lambda line: int(line["amount"]))

    def fees_of(self, service: dict[str, Any]) -> list[dict[str, Any]]:
        return [self.fee(code) for code in (*service["fee"]["base"].values(), *service["fee"]["surcharges"].values())]
