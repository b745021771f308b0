"""ES modules made into few files: each module's code once, names kept, no wrapper.

`scripts/core/` is one file that every page loads and every other script imports from; a page's script and each part
that is fetched later are one file each. Modules import by name only, and no two modules of one file declare the
same name: the build refuses both.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from rjsmin import jsmin  # type: ignore[import-untyped]

SCRIPTS = Path(__file__).parent / "scripts"
_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|function\*?|class) (\w+)", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?=(?:async )?(?:const|let|function|class) )", re.MULTILINE)


class BundleError(Exception):
    """A module does not keep to the form above."""


@dataclass(frozen=True)
class Bundle:
    """`imported`: names taken from the core; `source` is without imports."""

    source: str
    imported: tuple[str, ...]

    def text(self, core: str = "", words: dict[str, str] | None = None) -> str:
        """The file's content. `core`: the name of the core's file beside it; `words`: what the file brings along."""
        names = sorted({*self.imported, *(["learn"] if words else [])})
        head = f'import{{{",".join(names)}}}from"./{core}";' if names else ""
        learnt = f"learn({json.dumps(words, ensure_ascii=False, separators=(',', ':'))});" if words else ""
        return head + learnt + str(jsmin(self.source))


def core_bundle() -> Bundle:
    return _bundle(sorted((SCRIPTS / "core").glob("*.js")), core=None, keep_exports=True)


def page_bundle(name: str) -> Bundle:
    return _bundle([SCRIPTS / f"{name}.js"], core=SCRIPTS / "core", keep_exports=False)


def part_bundle(name: str) -> Bundle:
    return _bundle([SCRIPTS / "parts" / f"{name}.js"], core=SCRIPTS / "core", keep_exports=True)


def _bundle(entries: list[Path], core: Path | None, *, keep_exports: bool) -> Bundle:
    ordered: list[Path] = []
    imported: set[str] = set()
    for entry in entries:
        _visit(entry, core, ordered, imported)
    declared: dict[str, Path] = {}
    pieces = []
    for path in ordered:
        source = path.read_text()
        for name in _DECLARED.findall(source):
            if name in declared or name in imported:
                raise BundleError(f"{path.name}: {name} is already declared in {declared.get(name, core)}")
            declared[name] = path
        body = _IMPORT.sub("", source)
        kept = keep_exports and path in entries
        pieces.append(body if kept else _EXPORTED.sub("", body))
    return Bundle("\n".join(pieces), tuple(sorted(imported)))


def _visit(path: Path, core: Path | None, ordered: list[Path], imported: set[str]) -> None:
    if path in ordered:
        return
    source = path.read_text()
    if re.search(r"^import (?!.*from \"\.)(?!\"\.)", source, re.MULTILINE):
        raise BundleError(f"{path.name}: only named imports from modules of this site")
    for names, target in _IMPORT.findall(source):
        module = (path.parent / target).resolve()
        if core is not None and module.parent == core.resolve():
            imported |= _names(names)
        else:
            _visit(module, core, ordered, imported)
    ordered.append(path)


def _names(text: str) -> set[str]:
    return {name.strip() for name in text.split(",") if name.strip()}
