"""Which runbook an officer runs next, with which parameters. The widget itself changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from imigrasi.domain.dispute import DISPUTE_REASONS
from imigrasi.entrypoint.widgets.markup import Markup, join, link, tag
from imigrasi.entrypoint.widgets.pieces import heading, notice, rows
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.inspect_application import Inspection, Move


def next_steps(found: Inspection, words: Words, console: str) -> Markup:
    """`console`: the address of Systems Manager's form, up to the runbook's name; the form's fields follow as a
    fragment, which a page may use to fill itself and which reaches no server."""
    answer = _answer(found, words, console)
    if answer is not None and not found.moves:
        return answer
    if not found.moves:
        about_money = any(money.moves for money in found.money.values())
        return join(heading(words("steps")), tag("p", words("steps.money" if about_money else "steps.none")))
    barred = notice(words("steps.barred", names=", ".join(found.barred)), "warn") if found.barred else None
    lines = [_line(move, words, console) for move in found.moves]
    steps = join(heading(words("steps")), tag("p", words("steps.how"), class_="imi-quiet"), barred, rows(lines))
    return steps if answer is None else join(steps, answer)


def _answer(found: Inspection, words: Words, console: str) -> Markup | None:
    """To a citizen who misses a payment."""
    application = found.file.application
    if application.dispute is None:
        return None
    name = words("command.close")
    parameters = {"ApplicationId": (application.id,), "Outcome": ("close",), "Reason": DISPUTE_REASONS}
    about = join(name, tag("br"), tag("code", "dispute"))
    form = form_link("dispute", parameters, name, words, console)
    return join(notice(words("steps.dispute"), "warn"), rows([(about, listed(parameters, words), form)]))


def _line(move: Move, words: Words, console: str) -> tuple[object, object, object]:
    name = words.of("command", move.command.value)
    about = join(name, tag("br"), tag("code", move.runbook))
    return about, listed(move.parameters, words), form_link(move.runbook, move.parameters, name, words, console)


def listed(parameters: Mapping[str, Sequence[str]], words: Words, *more: Markup) -> Markup:
    """A form's fields, each with the values that fit; `more`: fields with none."""
    lines = []
    for name, values in parameters.items():
        shown = [tag("code", value) for value in values]
        lines.append(join(f"{name}: ", join(*shown, by=f" {words('or')} ")))
    return join(*lines, *more, by=tag("br"))


def form_link(runbook: str, parameters: Mapping[str, Sequence[str]], name: str, words: Words, console: str) -> Markup:
    """To the runbook's form, with what has one value only filled in."""
    single = {key: values[0] for key, values in parameters.items() if len(values) == 1}
    address = f"{console.format(runbook=runbook)}#{urlencode(single)}"
    label = words("steps.form")
    return link(address, label, class_="imi-link", aria_label=f"{label}: {name}")
