"""Of widget `application`: its payments, where their money stands, their refunds, and what may be decided next."""

from __future__ import annotations

from collections.abc import Iterator

from imigrasi.domain.payment import Payment, PaymentStatus
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.entrypoint.widgets.markup import Markup, join, tag
from imigrasi.entrypoint.widgets.next_steps import form_link, listed
from imigrasi.entrypoint.widgets.pieces import call, heading, labelled, mark, rows
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.inspect_application import Inspection
from imigrasi.usecases.inspect_money import Money, MoneyMove

_MARKS = {
    PaymentStatus.SETTLED: "done",
    PaymentStatus.FAILED: "wrong",
    PaymentStatus.EXPIRED: "warn",
    PaymentStatus.CHARGED_BACK: "wrong",
}
_REFUND_MARKS = {RefundStatus.DONE: "done", RefundStatus.PROPOSED: "warn", RefundStatus.APPROVED: "warn"}


def payments(found: Inspection, request: WidgetRequest, words: Words, console: str) -> Iterator[Markup]:
    application = found.file.application
    if application.fee is None:
        return
    state = mark("done", words("paid")) if application.paid else mark("open", words("unpaid"))
    yield heading(words("payment"))
    yield tag("p", f"{words('fee')}: {words.rupiah(application.fee)} · ", state)
    if found.file.payments:
        yield rows([_payment(each, found.money.get(each.order_id), words) for each in found.file.payments], acts=False)
    for money in found.money.values():
        yield from _decisions(money, request, words, console)


def _payment(payment: Payment, money: Money | None, words: Words) -> tuple[object, object]:
    shown = mark(_MARKS.get(payment.status, "open"), words.of("payment", payment.status.value))
    about = join(
        tag("span", payment.order_id, class_="imi-number"),
        tag("br"),
        words.rupiah(payment.amount),
        tag("br"),
        # Of a group's share also what the gateway calls the order that it is part of.
        tag("span", " · ".join(filter(None, (payment.gateway, payment.group_order))), class_="imi-quiet"),
    )
    if money is None:
        return about, join(shown, tag("br"), labelled(words("payment.until"), words.moment(payment.expires_at)))
    return about, join(shown, *(join(tag("br"), line) for line in _sums(money, words)))


def _sums(money: Money, words: Words) -> Iterator[Markup]:
    """Where the money stands; what there is none of is left out."""
    for name in ("captured", "paying", "held", "owed", "refunded", "charged_back"):
        amount = getattr(money.payment, name)
        if amount:
            yield labelled(words(f"money.{name}"), words.rupiah(amount))
    yield from (_refund(refund, words) for refund in money.refunds)


def _refund(refund: Refund, words: Words) -> Markup:
    """A refund, who decided it, and by which reference it was paid."""
    said = [words.of("reason", refund.reason)]
    said += [words("refund.by", name=refund.proposed_by)] if refund.proposed_by else []
    said += [words("refund.and", name=refund.approved_by)] if refund.approved_by else []
    said += [words("refund.reference", reference=refund.reference)] if refund.reference else []
    state = "failed" if refund.failed and refund.status is RefundStatus.APPROVED else refund.status.value
    name = f"{words('refund')} {refund.number}, {words.rupiah(refund.amount)}: {words.of('refund', state)}"
    return join(
        mark(_REFUND_MARKS.get(refund.status, "open"), name),
        tag("br"),
        tag("span", " · ".join(said), class_="imi-quiet"),
    )


def _decisions(money: Money, request: WidgetRequest, words: Words, console: str) -> Iterator[Markup]:
    if not money.moves:
        return
    order_id = money.payment.order_id
    yield tag("h4", words("money.steps", payment=order_id))
    yield rows([_decision(move, words, console) for move in money.moves])
    if any(move.name == "paid" for move in money.moves):
        parameters = {"widget": "letter", "application_id": money.payment.application_id, "payment_id": order_id}
        yield tag("p", call(request, words("letter.open"), parameters, primary=True))


def _decision(move: MoneyMove, words: Words, console: str) -> tuple[object, object, object]:
    name = words.of("command", "refund_approve" if move.name == "approve" else move.name)
    barred = tag("span", words("queue.other_officer", names=move.barred), class_="imi-quiet") if move.barred else None
    about = join(name, tag("br"), tag("code", move.runbook), tag("br") if barred else None, barred)
    typed = [join(f"{parameter}: ", tag("span", words("steps.typed"), class_="imi-quiet")) for parameter in move.typed]
    return about, listed(move.parameters, words, *typed), form_link(move.runbook, move.parameters, name, words, console)
