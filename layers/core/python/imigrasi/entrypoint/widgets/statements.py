"""Widgets `statements` and `statement`: settlement files last received, and what one of them leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imigrasi.domain.statement import StatementRecord, StatementStatus
from imigrasi.entrypoint.widgets.markup import Markup, join, link, tag
from imigrasi.entrypoint.widgets.pieces import call, frame, heading, labelled, mark, notice, rows, summary
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.view_statements import Finding, GatewayStatements, StatementReport


def statements_widget(found: Sequence[GatewayStatements], request: WidgetRequest) -> Markup:
    words = Words(request.language)
    return frame(request, *(_gateway(each, request, words) for each in found))


def _gateway(found: GatewayStatements, request: WidgetRequest, words: Words) -> Markup:
    title = heading(words.of("gateway", found.gateway))
    if not found.statements:
        return join(title, tag("p", words("statements.none"), class_="imi-quiet"))
    return join(title, rows(_row(record, request, words) for record in found.statements))


def _row(record: StatementRecord, request: WidgetRequest, words: Words) -> tuple[object, ...]:
    came = tag("span", words("statements.received", at=words.moment(record.received_at)), class_="imi-quiet")
    about = join(tag("strong", _days(record, words)), tag("br"), came)
    parameters = {"widget": "statement", "gateway": record.gateway, "digest": record.digest}
    opens = call(request, words("open"), parameters, hint=f"{words('open')} {_days(record, words)}")
    return about, _brought(record, words), _state(record, words), opens


def _days(record: StatementRecord, words: Words) -> str:
    if record.first_day is None or record.last_day is None:
        return words("statements.no_days")
    if record.first_day == record.last_day:
        return words.day(record.first_day)
    return words("statements.days", first=words.day(record.first_day), last=words.day(record.last_day))


def _brought(record: StatementRecord, words: Words) -> Markup:
    figures = record.figures
    parts: list[object] = [words("statements.lines", count=figures.get("lines", 0))]
    if figures.get("paid"):
        parts.append(labelled(words("statements.paid"), words.rupiah(figures["paid"])))
    if figures.get("taken_back"):
        parts.append(labelled(words("statements.taken_back"), words.rupiah(figures["taken_back"])))
    if figures.get("at_bank"):
        parts.append(words("statements.at_bank", count=figures["at_bank"]))
    return join(*_broken(parts))


def _broken(parts: Sequence[object]) -> Iterator[object]:
    for number, part in enumerate(parts):
        if number:
            yield tag("br")
        yield part


def _state(record: StatementRecord, words: Words) -> Markup:
    """Bad lines first, then what the comparison has found."""
    if record.status is StatementStatus.REFUSED:
        return mark("wrong", words("statement.refused"))
    said: list[object] = []
    if faults := record.figures.get("faults"):
        said.append(mark("warn", words("statements.faults", count=faults)))
    if record.status is StatementStatus.COMPARED:
        differences = record.figures.get("differences", 0)
        equal = mark("done", words("statements.equal"))
        said.append(mark("wrong", words("statements.differences", count=differences)) if differences else equal)
    else:
        said.append(mark("open", words.of("statement", record.status.value)))
    return join(*_broken(said))


def statement_widget(found: StatementReport, request: WidgetRequest, storage: str | None) -> Markup:
    """`storage`: where the bucket's objects are shown (`{key}`), None where they are not."""
    words, record = Words(request.language), found.record
    facts: list[tuple[object, object]] = [
        (words("statements.file"), record.key),
        (words("statements.came"), words.moment(record.received_at)),
        (words("statements.covers"), _days(record, words)),
        (words("statements.brought"), _brought(record, words)),
        (words("statements.state"), _state(record, words)),
    ]
    if record.compared_at is not None:
        facts.append((words("statements.compared"), words.moment(record.compared_at)))
    if record.report is not None:
        where = link(storage.format(key=record.report), record.report) if storage else record.report
        facts.append((words("statements.report"), where))
    refusal = notice(words.of("refusal", record.refusal), "wrong") if record.refusal else None
    return frame(
        request, heading(words.of("gateway", record.gateway)), refusal, summary(facts), *_findings(found, words)
    )


def _findings(found: StatementReport, words: Words) -> Iterator[Markup]:
    if not found.findings:
        return
    yield heading(words("statements.findings"), len(found.findings) + found.left_out)
    yield rows((_finding(each, words) for each in found.findings), acts=False)
    if found.left_out:
        yield tag("p", words("statements.more", count=found.left_out), class_="imi-quiet")


def _finding(finding: Finding, words: Words) -> tuple[object, ...]:
    said = words.of("finding", finding.code)
    if finding.row:
        return said, words("statements.row", row=finding.row)
    about = join(
        words.of("movement", finding.kind), tag("br"), tag("span", finding.order_id or finding.gateway_payment_id)
    )
    amounts = join(
        labelled(words("statements.stated"), words.rupiah(int(finding.stated))),
        tag("br"),
        labelled(words("statements.booked"), words.rupiah(int(finding.booked))),
    )
    return said, about, amounts
