"""Answers for a browser: pages, files, and the way to another page."""

from dataclasses import dataclass, field

HTML = "text/html; charset=utf-8"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with it a browser posts forms with `Origin: null`, which is refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class NoSuchPage(Exception):
    """The address leads to no page for people."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer for a browser."""

    status: int
    content_type: str = HTML
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: HEADERS)


def page_reply(status: int, text: str) -> Reply:
    return Reply(status, body=text.encode())


def see(where: str) -> Reply:
    return Reply(303, headers=HEADERS | {"Location": where})


def file_reply(name: str, text: str) -> Reply:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(200, "text/csv; charset=utf-8", text.encode(), HEADERS | disposition)
