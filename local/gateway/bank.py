"""The page of banks and treasury: pay a billing code, let the treasury have the money, take its file."""

import re
from typing import Any

from local.gateway.files import treasury_sheet
from local.gateway.gateway import Gateway
from local.gateway.page import Place, bank_page
from local.gateway.reply import NoSuchPage, Reply, file_reply, page_reply, see
from local.gateway.treasury import CodePaid, CodeUnpaid, NoSuchBill

AMOUNT = re.compile(r"(?:Rp)?([0-9]{1,13})", re.ASCII)


def bank_reply(gateway: Gateway, method: str, rest: list[str], place: Place, sent: Any) -> Reply:
    """Raises NoSuchPage."""
    match method, rest:
        case "GET", []:
            return _shown(gateway, place)
        case "POST", []:
            return _pay(gateway, place, sent if isinstance(sent, dict) else {})
        case "GET", ["kas-negara.csv"]:
            return file_reply("kas-negara.csv", treasury_sheet(gateway.treasury.payments()).text())
        case "POST", ["terima"]:
            gateway.treasury.receive_all()
            return see(place.link("/bank") + "#terbayar")
        case "POST", [code, "ntpn"]:
            try:
                gateway.treasury.receive(code)
            except CodeUnpaid:
                raise NoSuchPage from None
            return see(place.link("/bank") + f"#kode-{code}")
    raise NoSuchPage


def _pay(gateway: Gateway, place: Place, sent: dict[str, str]) -> Reply:
    """Spaces and points in what was typed do not count."""
    code = "".join(sent.get("kode", "").split())
    amount = AMOUNT.fullmatch("".join(sent.get("jumlah", "").replace(".", "").split()))
    try:
        if amount is None:
            raise NoSuchBill
        gateway.treasury.pay(code, int(amount[1]), gateway.now())
    except NoSuchBill:
        return _shown(gateway, place, sent, "bank.wrong")
    except CodePaid:
        return _shown(gateway, place, sent, "bank.paid_already")
    return see(place.link("/bank") + f"#kode-{code}")


def _shown(gateway: Gateway, place: Place, typed: dict[str, str] | None = None, problem: str = "") -> Reply:
    """With what was typed, where there was a problem with it."""
    text = bank_page(place, gateway.treasury.payments()[::-1], typed or {}, problem)
    return page_reply(400 if problem else 200, text)
