"""HTML made of values. The one place where text becomes markup: whatever is not `Markup` is escaped.

Officers look at what strangers typed. So nothing but this module writes a tag, names of tags and attributes are
code, never data, and an address is only ever https.
"""

from __future__ import annotations

import html
import re

#: Controls do nothing good on a screen; marks of writing direction can make a name read as another.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_NAME = re.compile(r"[a-z][a-zA-Z0-9-]*")
_VOID = frozenset({"br", "hr", "input", "path", "circle", "rect", "line"})


class Markup(str):
    """HTML that this module made."""

    __slots__ = ()


class UnsafeMarkup(ValueError):
    """A tag, an attribute or an address that no widget may write."""


def text(value: object) -> Markup:
    """Any value as text: escaped for content and for quoted attributes, hidden characters made visible."""
    if isinstance(value, Markup):
        return value
    return Markup(html.escape(_HIDDEN.sub("\N{REPLACEMENT CHARACTER}", str(value)), quote=True))


def join(*parts: object, by: str = "") -> Markup:
    """The parts one after another; None is left out."""
    return Markup(text(by).join(text(part) for part in parts if part is not None))


def tag(name: str, /, *content: object, **attributes: object) -> Markup:
    """An element. `class_` and `for_` lose their underscore, others become hyphens; None leaves one out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if not _NAME.fullmatch(name):
        raise UnsafeMarkup(name)
    if name in _VOID:
        return Markup(f"<{name}{written}>" if name in ("br", "hr", "input") else f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{join(*content)}</{name}>")


def link(address: str, /, *content: object, **attributes: object) -> Markup:
    """A link that opens apart and tells its target nothing."""
    return tag("a", *content, href=address, target="_blank", rel="noopener noreferrer", **attributes)


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    if not _NAME.fullmatch(name) or name.startswith("on") or name in ("style", "src", "srcdoc", "formaction"):
        raise UnsafeMarkup(name)
    if name == "href" and not str(value).startswith("https://"):
        raise UnsafeMarkup(f"href {value}")
    if value is True:
        return f" {name}"
    return "" if value is False else f' {name}="{text(value)}"'
