"""The form for browsers without JavaScript: one page out, one urlencoded post in, one page back.

Everything a citizen typed passes `escape` on its way into a page; the pages run no script at all.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import date
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from imigrasi.adapters.catalogue import form_texts, service_texts
from imigrasi.domain.deadline import local_day
from imigrasi.domain.errors import FieldFault, TooLarge
from imigrasi.domain.identifier import encode
from imigrasi.domain.service import Question, Service
from imigrasi.entrypoint.http import Answer, BodyMalformed
from imigrasi.usecases.start_application import Started

APPLICANT = ("full_name", "nik", "birth_date", "birth_place", "phone", "email", "address", "nationality")
CHOICES = {"sex": ("female", "male"), "marital_status": ("single", "married", "divorced", "widowed")}
LONGEST = 20_000
MOST_FIELDS = 60
_NO_FORM = "The body is not a form as a browser posts it."

_STYLE = (
    "body{font:1.125rem/1.5 system-ui;color:#17211C;background:#FFF;max-width:40rem;margin:0 auto;padding:1rem}"
    "h1,h2,legend{color:#0B5D4B;line-height:1.25}label,legend{display:block;font-weight:600;margin-top:1rem}"
    "fieldset{border:0;padding:0;margin:0}fieldset label{font-weight:400;margin-top:.5rem}"
    "input:not([type=radio]),textarea{font:inherit;width:100%;min-height:44px;padding:.5rem;border:1px solid #7C8A83;"
    "border-radius:6px;box-sizing:border-box}input[type=radio]{width:24px;height:24px;vertical-align:middle}"
    ":focus-visible{outline:3px solid #FFD166;outline-offset:2px;box-shadow:0 0 0 5px #17211C}"
    "button{font:inherit;font-weight:600;margin-top:1.5rem;min-height:44px;padding:.5rem 1.5rem;background:#0B5D4B;"
    "color:#FFF;border:0;border-radius:6px}.wrong{border-left:6px solid #B3261E;padding:.25rem 1rem}"
    ".note{border-left:6px solid #8A5A00;padding:.25rem 1rem;overflow-wrap:anywhere}"
    "textarea{font-family:ui-monospace,monospace;word-break:break-all}"
    ".kept{font:600 1.5rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere}small{display:block;color:#4A5750}"
    "a{color:#0B5D4B}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "referrer-policy": "no-referrer",
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}


def language_of(text: str | None) -> str:
    return "en" if text == "en" else "id"


def fresh_key() -> str:
    """128 random bits, Crockford base32."""
    return encode(int.from_bytes(secrets.token_bytes(16), "big"), 26)


def fields_of(body: bytes) -> dict[str, str]:
    """The posted fields, empty ones left out. Raises TooLarge, BodyMalformed."""
    if len(body) > LONGEST:
        raise TooLarge
    try:
        pairs = parse_qsl(
            body.decode("ascii"), strict_parsing=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise BodyMalformed(title=_NO_FORM) from None
    fields = {name: value.strip() for name, value in pairs if value.strip()}
    if len({name for name, _ in pairs}) != len(pairs):
        raise BodyMalformed(title=_NO_FORM)
    return fields


def request_body(service: Service, fields: dict[str, str], language: str) -> dict[str, Any]:
    """The posted fields as the JSON that the API takes for a start."""
    applicant = {name: fields[name] for name in (*APPLICANT, *CHOICES) if name in fields}
    answers = {q.key: _typed(q, fields[q.key]) for q in service.questions if q.key in fields}
    return {
        "service": service.code,
        "language": language,
        "channel": "web",
        "applicant": applicant,
        "answers": answers,
    }


def _typed(question: Question, value: str) -> bool | int | str:
    if question.kind == "boolean" and value in ("yes", "no"):
        return value == "yes"
    if question.kind == "integer_choice" and value.isascii() and value.isdigit():
        return int(value[:6])
    return value


def form_page(
    service: Service, language: str, fields: dict[str, str], key: str, faults: tuple[FieldFault, ...] = ()
) -> Answer:
    """The form, with what was typed and what was wrong with it; 422 when something was."""
    texts, about = form_texts(language), service_texts(service.code, language)
    name = escape(about["name"])
    parts = [f"<h1>{name}</h1><p>{escape(texts['intro'])}</p>", _summary(texts, about, faults)]
    parts.append(f'<form id="form" method="post"><input type="hidden" name="form_key" value="{escape(key)}">')
    parts.append(f'<input type="hidden" name="language" value="{language}"><h2>{escape(texts["applicant"])}</h2>')
    parts += [_input(field, texts[field], fields.get(field, "")) for field in APPLICANT]
    for field, options in CHOICES.items():
        labels = {option: texts[f"{field}.{option}"] for option in options}
        parts.append(_radios(field, texts[field], "", labels, fields.get(field)))
    parts.append(f"<h2>{name}</h2>")
    parts += [_question(service, question, texts, about, fields) for question in service.questions]
    parts.append(f"<button>{escape(texts['send'])}</button></form>")
    return _page(422 if faults else 200, language, f"{texts['title']}: {about['name']}", parts)


def _summary(texts: dict[str, str], about: dict[str, str], faults: tuple[FieldFault, ...]) -> str:
    if not faults:
        return ""
    rows = []
    for fault in faults:
        field = fault.pointer.rpartition("/")[2] or "form"
        label = texts.get(field) or about.get(f"label.{field}", field)
        what = texts.get(f"error.{fault.code}", texts["error.not_valid"])
        rows.append(f'<li><a href="#{escape(field)}">{escape(label)}: {escape(what)}</a></li>')
    return f'<div class="wrong" role="alert"><h2>{escape(texts["errors"])}</h2><ul>{"".join(rows)}</ul></div>'


def _question(
    service: Service, question: Question, texts: dict[str, str], about: dict[str, str], fields: dict[str, str]
) -> str:
    label, help_text = about[f"label.{question.key}"], about[f"help.{question.key}"]
    given = fields.get(question.key)
    if question.kind == "boolean":
        labels = {"yes": texts["yes"], "no": texts["no"]}
        return _radios(question.key, label, help_text, labels, given)
    if question.kind == "integer_choice":
        labels = {str(option): _priced(service, int(option)) for option in question.options}
        return _radios(question.key, label, help_text, labels, given)
    if question.format == "mrz":
        return _lines(question, f"{label} {texts['optional']}", given or "", help_text)
    kind = "date" if question.kind == "date" else "text"
    return _input(question.key, label, given or "", help_text, kind)


def _priced(service: Service, years: int) -> str:
    fee = service.fees[service.base_fee[years]]
    return f"{years}: Rp{fee.amount:,}".replace(",", ".") + f" ({fee.source})"


def _input(name: str, label: str, value: str, help_text: str = "", kind: str = "text") -> str:
    kind = "date" if name == "birth_date" else kind
    hint = f"<small>{escape(help_text)}</small>" if help_text else ""
    return (
        f'<label for="{name}">{escape(label)}{hint}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" value="{escape(value)}" maxlength="400">'
    )


def _lines(question: Question, label: str, value: str, help_text: str) -> str:
    return (
        f'<label for="{question.key}">{escape(label)}<small>{escape(help_text)}</small></label>'
        f'<textarea id="{question.key}" name="{question.key}" rows="2" maxlength="{question.max_length}" '
        f'autocomplete="off" autocapitalize="characters" spellcheck="false">{escape(value)}</textarea>'
    )


def _radios(name: str, label: str, help_text: str, options: dict[str, str], given: str | None) -> str:
    hint = f"<small>{escape(help_text)}</small>" if help_text else ""
    rows = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"{" checked" if value == given else ""}> '
        f"{escape(text)}</label>"
        for value, text in options.items()
    )
    return f'<fieldset id="{name}"><legend>{escape(label)}{hint}</legend>{rows}</fieldset>'


def done_page(service: Service, started: Started, language: str, fields: dict[str, str], today: date) -> Answer:
    """Number and access key, what is missing or seems mistyped, and where to go on. Shown once, stored nowhere."""
    texts, about = form_texts(language), service_texts(service.code, language)
    number, key = started.application.id, started.access_key
    where = "/en/application/" if language == "en" else "/permohonan/"
    until = texts["until"].format(date=local_day(started.expires_at).isoformat()) if started.expires_at else ""
    parts = [
        f"<h1>{escape(texts['done'])}</h1><p>{escape(about['name'])}</p>",
        f"<p>{escape(texts['number'])}<br><span class=kept>{escape(number)}</span></p>",
        f"<p>{escape(texts['key'])}<br><span class=kept>{escape(key)}</span></p>",
        f"<p><strong>{escape(texts['keep'])}</strong></p><p>{escape(texts['next'])} {escape(until)}</p>",
        f'<p><a href="{where}#{escape(number)}.{escape(key)}">{escape(texts["open"])}</a></p>',
        *(_hint(fields[q.key], texts, today) for q in service.questions if q.format == "mrz" and q.key in fields),
        _missing(started, texts, about),
    ]
    return _page(200, language, texts["done"], parts)


def _hint(typed: str, texts: dict[str, str], today: date) -> str:
    """What in the lines of the old passport seems mistyped, and that it stands in nobody's way."""
    from imigrasi.domain.mrz import MrzUnreadable, read_mrz, suggested

    try:
        zone = read_mrz(typed, today)
    except MrzUnreadable:
        said = texts["mrz.unreadable"]
    else:
        if not zone.faults:
            return ""
        field = zone.faults[0].field
        said = texts["mrz.mistyped"].format(part=texts.get(f"mrz.{field}", texts["mrz.other"]))
        better = suggested(zone, today)
        if better:
            said += " " + texts["mrz.perhaps"].format(lines=" / ".join(better))
    return f'<p class="note">{escape(said)} {escape(texts["mrz.go_on"])}</p>'


def _missing(started: Started, texts: dict[str, str], about: dict[str, str]) -> str:
    fields = dict.fromkeys(pointer.rpartition("/")[2] for pointer, _ in started.application.missing)
    rows = "".join(f"<li>{escape(texts.get(f) or about.get(f'label.{f}', f))}</li>" for f in fields)
    return f"<h2>{escape(texts['missing'])}</h2><ul>{rows}</ul>" if rows else ""


def _page(status: int, language: str, title: str, parts: list[str]) -> Answer:
    # Under the site's policy, no referrer at all, browsers post a form with the origin "null": as a stranger would.
    head = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="referrer" content="same-origin">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape(title)} · Imigrasi Lebong</title><style>{_STYLE}</style></head><body><main>"
    )
    return Answer(status, head + "".join(parts) + "</main></body></html>", HEADERS)
