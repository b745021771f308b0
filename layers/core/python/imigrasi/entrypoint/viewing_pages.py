"""Pages around a document that an officer opens: before, the document itself, and when there is nothing to see.

No script, nothing from elsewhere, nothing kept. What was shown is in the answer alone, so a page read again is empty.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape

from imigrasi.adapters.vault import disposition
from imigrasi.domain.viewing import Opening
from imigrasi.entrypoint.http import Answer
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.view_file import TEXT, Shown

_STYLE = (
    ":root{color-scheme:light dark;--paper:#FFF;--surface:#F4F6F3;--ink:#17211C;--quiet:#4A5750;--pine:#0B5D4B;"
    "--on:#FFF;--hair:#D5DCD7}"
    "@media(prefers-color-scheme:dark){:root{--paper:#0F1714;--surface:#18231E;--ink:#E7EFEA;--quiet:#A9B8B0;"
    "--pine:#63D2B4;--on:#0F1714;--hair:#2C3933}}"
    "*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:1.125rem/1.5 system-ui}"
    "header,main{max-width:72rem;margin:0 auto;padding:12px 16px}header{display:flex;justify-content:space-between;"
    "gap:16px;border-bottom:1px solid var(--hair);color:var(--quiet)}header b{color:var(--pine)}"
    "h1{font-size:1.4rem;line-height:1.25;margin:16px 0 8px}p{max-width:65ch;margin:8px 0 16px}a{color:var(--pine)}"
    "button,.button{display:inline-block;font:inherit;font-weight:600;min-height:48px;padding:10px 24px;border:0;"
    "border-radius:6px;background:var(--pine);color:var(--on);text-decoration:none}"
    ":focus-visible{outline:3px solid #FFD166;box-shadow:0 0 0 5px #17211C}"
    "dl{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:0 12px;max-width:44rem;margin:0 0 16px}"
    "dt,dd{margin:0;padding:6px 0;border-bottom:1px solid var(--hair);overflow-wrap:anywhere}dt{color:var(--quiet)}"
    "figure{margin:8px 0 16px;overflow:auto;width:fit-content;max-width:100%}"
    "img{display:block;max-width:100%;height:auto}"
    "#full{width:24px;height:24px;margin:10px 8px 10px 0;vertical-align:middle;accent-color:var(--pine)}"
    "#full:checked~figure img{max-width:none}"
    "blockquote{margin:8px 0 16px;padding:12px 16px;border-left:4px solid var(--pine);background:var(--surface);"
    "max-width:65ch;white-space:pre-wrap;overflow-wrap:anywhere}"
    "@media print{header a,label,#full{display:none}}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PRIVATE = {
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_OTHER = {"id": ("en", "English"), "en": ("id", "Bahasa Indonesia")}


def asking_page(words: Words) -> Answer:
    """The same for every code there is or is not: programs that look at links in advance come no further."""
    language, name = _OTHER[words.language]
    switch = f'<a href="?language={language}" lang="{language}" hreflang="{language}">{name}</a>'
    button = (
        f'<form method="post" action="?language={words.language}"><button>{_say(words, "file.open")}</button></form>'
    )
    return _page(200, words, "file.title", [_p(words, "file.lead"), _p(words, "file.told"), button], switch=switch)


def gone_page(words: Words) -> Answer:
    return _page(404, words, "file.gone", [_p(words, "file.gone.why"), _p(words, "file.gone.next")])


def broken_page(words: Words) -> Answer:
    return _page(422, words, "file.broken", [_p(words, "file.broken.next")])


def shown_page(shown: Shown, words: Words) -> Answer:
    """The document: a picture or a text in a page, a PDF as it is, what is too large as an address for a minute."""
    opening, (content, content_type) = shown.opening, shown.picture
    if content_type == "application/pdf" and shown.address is None:
        named = disposition(shown.picture, f"{opening.application_id}-{opening.kind}")
        return Answer(200, content, {**_headers(), "content-type": content_type, "content-disposition": named})
    parts = [_facts(shown, words)]
    if shown.address is not None:
        button = (
            f'<a class="button" href="{escape(shown.address)}" rel="noreferrer">{_say(words, "file.large.open")}</a>'
        )
        parts += [_p(words, "file.large"), f"<p>{button}</p>"]
    elif content_type == TEXT:
        parts.append(f"<blockquote>{escape(content.decode('utf-8'))}</blockquote>")
    else:
        image = f"data:{content_type};base64,{base64.b64encode(content).decode()}"
        named = escape(words("file.alt", kind=words.of("kind", opening.kind)))
        parts.append(f'<input type="checkbox" id="full"><label for="full">{_say(words, "file.full")}</label>')
        parts.append(f'<figure class="scroll" tabindex="0"><img src="{image}" alt="{named}"></figure>')
    return _page(200, words, f"kind.{opening.kind}", [*parts, _p(words, "file.once")])


def _facts(shown: Shown, words: Words) -> str:
    """Whose it is, who looks at it, when and why."""
    opening: Opening = shown.opening
    rows = {
        words("number"): opening.application_id,
        words("file.by"): f"{opening.officer.name}, {words.of('role', opening.officer.role.value)}",
        words("file.at"): words.moment(shown.at),
        words("file.reason"): words.of("reason", opening.reason),
    }
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    return f"<dl>{lines}</dl>"


def _say(words: Words, key: str) -> str:
    return escape(words(key))


def _p(words: Words, key: str) -> str:
    return f"<p>{_say(words, key)}</p>"


def _headers() -> dict[str, str]:
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return {**_PRIVATE, "content-security-policy": policy}


def _page(status: int, words: Words, title: str, parts: list[str], *, switch: str = "") -> Answer:
    """`title`: the key of its words."""
    group, _, code = title.partition(".")
    text = words.of(group, code)
    named = escape(text[:1].upper() + text[1:])
    head = (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        '<link rel="icon" href="data:,">'  # nothing more is fetched
        f"<title>{named} · Imigrasi Lebong</title><style>{_STYLE}</style></head><body>"
        f"<header><b>Imigrasi Lebong</b>{switch}</header><main><h1>{named}</h1>"
    )
    headers = {**_headers(), "content-type": "text/html; charset=utf-8"}
    return Answer(status, head + "".join(parts) + "</main></body></html>", headers)
