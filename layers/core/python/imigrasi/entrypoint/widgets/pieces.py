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


def table(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> Markup:
    """The last column holds the row's action when its head is empty (a column that needs no name for the eye)."""
    head = tag("tr", *(tag("th", it, scope="col") if it else tag("td", class_="imi-act") for it in heads))
    body = (
        tag("tr", *(tag("td", cell, class_=None if heads[at] else "imi-act") for at, cell in enumerate(row)))
        for row in rows
    )
    return tag("div", tag("table", tag("thead", head), tag("tbody", *body)), class_="imi-wide")


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
    field_id = f"imi-{request.widget}-number"
    field = tag(
        "input", name="application_id", id=field_id, value=request.application_id() or "", autocomplete="off",
        maxlength=20, spellcheck="false", autocapitalize="characters",
    )  # fmt: skip
    return tag(
        "form",
        tag("div", tag("label", words("number"), for_=field_id), field),
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
