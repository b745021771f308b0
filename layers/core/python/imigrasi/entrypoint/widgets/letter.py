"""Widget `letter`: the request to give state revenue back, made to be printed and signed. Masked as all widgets."""

from __future__ import annotations

from datetime import datetime

from imigrasi.domain.deadline import local_day
from imigrasi.entrypoint.widgets.markup import Markup, tag
from imigrasi.entrypoint.widgets.pieces import frame, notice, summary
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.write_refund_letter import RefundLetter


def letter_widget(letter: RefundLetter, request: WidgetRequest, at: datetime) -> Markup:
    words = Words(request.language)
    application, payment, refund = letter.application, letter.payment, letter.refund
    facts: list[tuple[object, object]] = [
        (words("letter.amount"), tag("strong", words.rupiah(refund.amount))),
        (words("letter.ntpn"), payment.gateway_payment_id or ""),
        (words("letter.code"), payment.billing_code or ""),
        (words("letter.payment"), payment.order_id),
        *([(words("letter.paid_at"), words.moment(letter.paid_at))] if letter.paid_at else []),
        (words("service"), words.of("service", application.service)),
        (words("number"), application.id),
        (words("letter.payer"), application.masked_applicant.get("full_name", "")),
        (words("letter.reason"), words.of("reason", refund.reason)),
        (words("letter.policy"), letter.rule.source),
    ]
    unconfirmed = notice(words("letter.unconfirmed"), "warn") if not letter.rule.verified else None
    return frame(
        request,
        tag(
            "div",
            tag("h3", words("letter.title")),
            tag("p", f"{words.of('office', application.office)}, {words.day(local_day(at))}"),
            tag("p", words("letter.to")),
            tag("p", words("letter.asks")),
            summary(facts),
            unconfirmed,
            tag("p", words("letter.masked"), class_="imi-quiet"),
            tag(
                "div",
                _signature(words("letter.proposed"), refund.proposed_by),
                _signature(words("letter.approved"), refund.approved_by or ""),
                class_="imi-signs",
            ),
            class_="imi-letter",
        ),
    )


def _signature(role: str, name: str) -> Markup:
    return tag("div", tag("p", role), tag("p", name, class_="imi-sign"))
