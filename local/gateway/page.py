"""Draws the pages for people: the list of orders, one order, and an order that is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from local.gateway.books import OrderClosed
from local.gateway.deeds import POSSIBLE
from local.gateway.gateway import Entry
from local.gateway.misbehaviour import MISBEHAVIOURS, half, other_amount
from local.gateway.notifier import NO_ANSWER, Delivery
from local.gateway.orders import Order, ReturnKind
from local.gateway.outage import Trouble
from local.gateway.treasury import BankPayment
from local.gateway.words import LANGUAGES, Words

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

#: A payment code as people read it out: four figures at a time.
TEMPLATES.filters["fours"] = lambda code: " ".join(code[place : place + 4] for place in range(0, len(code), 4))

#: What stands first in a diary is no news.
OPENED = "opened"
#: Where nobody would have expected money to come.
QUIET = (OPENED, "refunded", "refund", "partial-refund", "chargeback")


@dataclass(frozen=True, slots=True)
class Answer:
    """The same answer so many `times` in a row; `code` is its HTTP status, `kind` what that means."""

    kind: str
    code: int
    times: int

    @classmethod
    def all_of(cls, delivery: Delivery) -> "list[Answer]":
        return [cls(_kind(code), code, len(list(same))) for code, same in groupby(delivery.answers)]


@dataclass(frozen=True, slots=True)
class Told:
    """A notice: the status that it spoke of, and its answers."""

    status: str
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Story:
    """An entry of the diary, ready to be told; amounts are whole rupiah, None where no money came or went."""

    at: datetime
    deed: str
    refused: bool
    captured: int | None
    given_back: int | None
    taken_back: int | None
    notices: list[Told]

    @classmethod
    def of(cls, entry: Entry) -> "Story":
        if isinstance(entry.outcome, OrderClosed):
            return cls(entry.at, entry.deed, True, None, None, None, [])
        capture, went = entry.outcome.capture, entry.outcome.returned
        notices = [Told(it.transaction_status, Answer.all_of(it.delivery)) for it in entry.outcome.notices]
        given = went.amount if went and went.kind == ReturnKind.REFUND else None
        taken = went.amount if went and went.kind == ReturnKind.CHARGEBACK else None
        return cls(entry.at, entry.deed, False, capture.amount if capture else None, given, taken, notices)

    @property
    def says_what_came(self) -> bool:
        return self.captured is not None or self.deed not in QUIET

    @property
    def has_right(self) -> bool:
        """Only trouble needs saying what a sound merchant makes of it."""
        return self.deed in MISBEHAVIOURS

    @property
    def right_answer(self) -> str:
        return "rejected" if self.deed == "forged" else "taken"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader is: the language, and the path and question of this very page."""

    say: Words
    path: str
    asked: dict[str, str]

    def link(self, path: str) -> str:
        return address(path, self.say.language, {})

    @property
    def here(self) -> str:
        return address(self.path, self.say.language, self.asked)

    @property
    def elsewhere(self) -> str:
        return address(self.path, self.say.other, self.asked)


def address(path: str, language: str, asked: dict[str, str]) -> str:
    """The page's address; the first language is not named in it."""
    question = asked | ({} if language == LANGUAGES[0] else {"lang": language})
    return quote(path) + (f"?{urlencode(question)}" if question else "")


def orders_page(place: Place, orders: Sequence[Order], count: int, *, sought: str, trouble: Trouble | None) -> str:
    """The first of `count` orders. `trouble` is what the merchant's API is made to do."""
    return _draw("orders.html", place, orders=orders, count=count, sought=sought, trouble=trouble)


def order_page(place: Place, order: Order, diary: Sequence[Entry], *, busy: bool) -> str:
    """`busy` while a deed on it is under way: then nothing else can be done to it."""
    stories = [Story.of(entry) for entry in reversed(diary)]
    news = stories[0] if stories and stories[0].deed != OPENED else None
    possible = POSSIBLE[order.status]
    return _draw(
        "order.html",
        place,
        order=order,
        busy=busy,
        latest=news,
        entries=stories[1:] if news else stories,
        payer=[name for name in possible if name not in MISBEHAVIOURS],
        trouble=[name for name in possible if name in MISBEHAVIOURS],
        sums={
            "other": other_amount(order.amount),
            "rest": order.rest or order.amount,
            "half": half(order.rest or order.amount),
        },
        given_back=order.returned(ReturnKind.REFUND),
        taken_back=order.returned(ReturnKind.CHARGEBACK),
    )


def bank_page(place: Place, payments: Sequence[BankPayment], typed: dict[str, str], problem: str) -> str:
    """`typed` is given back with a `problem`."""
    fields = {name: typed.get(name, "") for name in ("kode", "jumlah")}
    return _draw("bank.html", place, payments=payments, typed=fields, problem=problem)


def unknown_page(place: Place, order_id: str) -> str:
    return _draw("unknown.html", place, order_id=order_id)


def _draw(template: str, place: Place, **content: object) -> str:
    return TEMPLATES.get_template(template).render(
        say=place.say, link=place.link, here=place.here, elsewhere=place.elsewhere, **content
    )


def _kind(code: int) -> str:
    if 200 <= code < 300:
        return "taken"
    return {NO_ANSWER: "none", 401: "rejected", 403: "rejected", 404: "unknown"}.get(code, "failed")
