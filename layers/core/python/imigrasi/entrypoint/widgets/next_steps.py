"""Which runbook an officer runs next, with which parameters. The widget itself changes nothing."""

from __future__ import annotations

from urllib.parse import urlencode

from imigrasi.entrypoint.widgets.markup import Markup, join, link, tag
from imigrasi.entrypoint.widgets.pieces import heading, notice, rows
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.inspect_application import Inspection, Move


def next_steps(found: Inspection, words: Words, console: str) -> Markup:
    """`console`: the address of Systems Manager's form, up to the runbook's name; the form's fields follow as a
    fragment, which a page may use to fill itself and which reaches no server."""
    if not found.moves:
        return join(heading(words("steps")), tag("p", words("steps.none"), class_="imi-quiet"))
    barred = notice(words("steps.barred", names=", ".join(found.barred)), "warn") if found.barred else None
    lines = [(_name(move, words), _parameters(move, words), _form(move, words, console)) for move in found.moves]
    return join(heading(words("steps")), tag("p", words("steps.how"), class_="imi-quiet"), barred, rows(lines))


def _name(move: Move, words: Words) -> Markup:
    return join(words.of("command", move.command.value), tag("br"), tag("code", move.runbook))


def _parameters(move: Move, words: Words) -> Markup:
    lines = []
    for name, values in move.parameters.items():
        shown = [tag("code", value) for value in values]
        lines.append(join(f"{name}: ", join(*shown, by=f" {words('or')} ")))
    return join(*lines, by=tag("br"))


def _form(move: Move, words: Words, console: str) -> Markup:
    single = {name: values[0] for name, values in move.parameters.items() if len(values) == 1}
    address = f"{console.format(runbook=move.runbook)}#{urlencode(single)}"
    label = words("steps.form")
    return link(address, label, class_="imi-link", aria_label=f"{label}: {words.of('command', move.command.value)}")
