"""The site's words: one catalogue per language, Bahasa Indonesia first. Missing and unused ones fail the build."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

MESSAGES = Path(__file__).parent / "messages"
#: In a script, a key is a string of dotted lower-case names; one that ends in a dot names a whole family.
_SCRIPT_KEY = re.compile(r"""["'`]([a-z_]+(?:\.[A-Za-z_]+)*\.?)["'`]""")


class WordingError(Exception):
    """The catalogues and what the pages say do not fit together."""


class Wording:
    """One language's messages, by dotted key. Remembers what was used."""

    def __init__(self, language: str, tree: dict[str, Any]) -> None:
        self.language = language
        self.texts = dict(_flat(tree))
        self.used: set[str] = set()
        self.missing: set[str] = set()

    def __call__(self, key: str, **values: object) -> Markup:
        """The text, escaped; `{name}` is replaced by the value, in which markup stands as it is."""
        if key not in self.texts:
            self.missing.add(key)
            return Markup("")
        self.used.add(key)
        return escape(self.texts[key]).format(**values)

    def plain(self, key: str, **values: object) -> str:
        return str(self(key, **values).unescape())

    def of_script(self, source: str) -> dict[str, str]:
        """The texts a script asks for: by whole key, or a family by its prefix (`"status."`)."""
        found: dict[str, str] = {}
        for key in sorted(set(_SCRIPT_KEY.findall(source))):
            if key.endswith("."):
                found |= {name: text for name, text in self.texts.items() if name.startswith(key)}
            elif key in self.texts:
                found[key] = self.texts[key]
        self.used |= found.keys()
        return found

    def faults(self) -> Iterator[str]:
        for key in sorted(self.missing):
            yield f"{self.language}: {key} is used but missing"
        for key in sorted(self.texts.keys() - self.used):
            yield f"{self.language}: {key} is never used"


def load(languages: Iterable[str]) -> list[Wording]:
    return [Wording(language, json.loads((MESSAGES / f"{language}.json").read_text())) for language in languages]


def check(wordings: list[Wording]) -> None:
    """Raises WordingError with every fault: unused, missing, or not in every language with the same values."""
    faults = [fault for wording in wordings for fault in wording.faults()]
    first, *others = wordings
    for other in others:
        faults += (
            f"{key} is not in both {first.language} and {other.language}"
            for key in sorted(first.texts.keys() ^ other.texts.keys())
        )
        faults += (
            f"{key} takes other values in {first.language} than in {other.language}"
            for key in sorted(first.texts.keys() & other.texts.keys())
            if _values(first.texts[key]) != _values(other.texts[key])
        )
    if faults:
        raise WordingError("\n".join(faults))


def _values(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def _flat(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
