"""Pieces that widgets share: the frame, notices, tables, summary lists, actions, forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imigrasi.entrypoint.widgets.markup import Markup, join, tag, text
from imigrasi.entrypoint.widgets.request import WidgetRequest, action_parameters
from imigrasi.entrypoint.widgets.style import stylesheet
from imigrasi.entrypoint.widgets.words import Words


def frame(request: WidgetRequest, *content: object) -> Markup:
    """A whole widget."""
    sheet = tag("style", Markup(stylesheet()))
    return join(sheet, tag("div", *content, class_=f"imi imi-{request.theme}", lang=request.language))


def notice(message: object, kind: str = "") -> Markup:
    classes = f"imi-notice imi-{kind}" if kind else "imi-notice"
    return tag("div", tag("p", message), class_=classes)


def heading(title: object, count: object | None = None) -> Markup:
    counted = join(" ", tag("span", f"({count})", class_="imi-count")) if count is not None else None
    return tag("h3", title, counted)


def rows(lines: Iterable[Sequence[object]], *, acts: bool = True) -> Markup:
    """A list whose lines fold as the place gets narrow, a dashboard's column or a phone. `acts`: the last cell of a
    line is its button."""

    def line(cells: Sequence[object]) -> Markup:
        shown = [tag("div", cell, class_="imi-cell") for cell in (cells[:-1] if acts else cells)]
        return tag("li", *shown, tag("div", cells[-1], class_="imi-act") if acts else None)

    return tag("ul", *(line(cells) for cells in lines), class_="imi-rows")


def labelled(label: object, value: object) -> Markup:
    """A value with its name before it."""
    return join(tag("span", label, ": ", class_="imi-quiet"), value)


def summary(rows: Iterable[tuple[object, object]]) -> Markup:
    return tag("dl", *(join(tag("dt", name), tag("dd", value)) for name, value in rows))


def call(
    request: WidgetRequest,
    label: object,
    parameters: Mapping[str, Any],
    *,
    display: str = "popup",
    primary: bool = False,
    hint: str | None = None,
) -> Markup:
    """A button, and after it the action that CloudWatch binds to it: another call of this function."""
    button = tag("button", label, type="button", class_="btn btn-primary" if primary else "btn", aria_label=hint)
    sent = action_parameters(request, parameters)
    return join(button, tag("cwdb-action", sent, action="call", display=display, endpoint=request.endpoint))


def explain(label: object, content: Markup, *, hint: str | None = None) -> Markup:
    """A button that shows what is already here."""
    button = tag("button", label, type="button", class_="btn", aria_label=hint)
    return join(button, tag("cwdb-action", content, action="html", display="popup"))


def number_form(request: WidgetRequest, words: Words) -> Markup:
    """Asks for an application's number and shows it in this widget. The field travels in `forms.all`."""
    field = tag(
        "input", name="application_id", value=request.application_id() or "", autocomplete="off",
        maxlength=20, spellcheck="false", autocapitalize="characters",
    )  # fmt: skip
    return tag(
        "form",
        tag("label", words("number"), tag("br"), field),
        tag("div", call(request, words("open"), {"widget": request.widget}, display="widget", primary=True)),
        class_="imi-row",
    )


def number_missing(request: WidgetRequest, words: Words) -> Markup | None:
    """What to say while there is no number that could be one; None when there is."""
    if request.application_id() is None:
        return tag("p", words("number.hint"), class_="imi-quiet")
    if not request.known_number():
        return notice(words("number.wrong"), "wrong")
    return None


def mark(kind: str, label: object) -> Markup:
    """A state in word and shape: ✓ done, ! needs care, ✕ wrong, ○ open."""
    shape = {"done": "✓", "warn": "!", "wrong": "✕"}.get(kind, "○")
    return tag("span", tag("span", shape, aria_hidden="true"), " ", text(label), class_=f"imi-{kind}")
