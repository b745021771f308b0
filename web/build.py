"""Builds the site into `web/dist`: `python -m web.build`.

Pages in every language, one style sheet inside each page (its digest is in the content policy), scripts under
content-hashed names in `aset/`, the worker at the root, the catalogue as data.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from rcssmin import cssmin  # type: ignore[import-untyped]
from rjsmin import jsmin  # type: ignore[import-untyped]

from local import published_catalogue
from web import bundle, wording
from web.figures import day, rupiah
from web.language import LANGUAGES, PATHS, Language, compact
from web.questions import applicant_steps, service_steps

HERE = Path(__file__).parent
DIST = HERE / "dist"


class Site:
    """The site as it is made: path → content."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, path: str, content: str) -> None:
        self.files[path.lstrip("/")] = content.encode()

    def asset(self, name: str, content: str) -> str:
        """A file that never changes under its name; gives its address."""
        stem, _, suffix = name.rpartition(".")
        digest = hashlib.sha256(content.encode()).hexdigest()[:10]
        self.put(f"aset/{stem}.{digest}.{suffix}", content)
        return f"/aset/{stem}.{digest}.{suffix}"

    def version(self) -> str:
        digest = hashlib.sha256()
        for path, content in sorted(self.files.items()):
            digest.update(path.encode() + b"\0" + content)
        return digest.hexdigest()[:16]


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["json"] = compact
    style = str(cssmin((HERE / "styles" / "site.css").read_text()))
    made.globals["style"] = Markup(style)  # noqa: S704 - our own style sheet
    return made


def render(templates: Environment, here: Language, others: list[Language], page: str, service: str) -> str:
    """One page in one language, of one service where the page is about one."""
    catalogue = here.catalogue
    chosen = catalogue.services.get(service)
    context: dict[str, Any] = {
        "t": here.say,
        "lang": here.name,
        "page": page,
        "path": here.path,
        "others": [(other, other.path(page, service)) for other in others],
        "scripts": here.scripts(page),
        "data": here.page_data(page, [service] if chosen else list(catalogue.services)),
        "names": here.names(page),
        "catalogue": catalogue,
        "service": chosen,
        "steps": [*applicant_steps(here.say), *service_steps(here.say, catalogue, chosen)] if chosen else [],
        "rupiah": lambda amount: rupiah(amount, here.name),
        "day": lambda iso: day(iso, here.name),
        "updated": max(each["version"] for each in catalogue.services.values()),
    }
    html = templates.get_template(f"{page}.html").render(context)
    return re.sub(r"\s*\n\s*", "\n", html).strip() + "\n"  # indentation says nothing to a browser


def pages(site: Site, languages: list[Language]) -> None:
    templates = environment()
    for here in languages:
        others = [other for other in languages if other is not here]
        for page in PATHS:
            if page == "not_found" and here is not languages[0]:
                continue  # one page in all languages: a wrong address says nothing sure about the reader
            for service in here.catalogue.services if "*" in here.path(page) else ("",):
                target = here.path(page, service)
                html = render(templates, here, others, page, service)
                site.put(target + ("index.html" if target.endswith("/") else ""), html)


def build(target: Path = DIST) -> dict[str, bytes]:
    """The whole site (path → content), written to `target`. Raises WordingError, BundleError."""
    site = Site()
    core = site.asset("core.js", bundle.core_bundle().text())
    wordings = wording.load(LANGUAGES)
    pages(site, [Language(say, core, site.asset) for say in wordings])
    wording.check(wordings)
    for name, content in published_catalogue.documents().items():
        site.put(f"catalogue/{name}", json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    worker = (HERE / "worker" / "sw.js").read_text()
    site.put("sw.js", str(jsmin(worker.replace("__VERSION__", site.version()))))
    write(site.files, target)
    return site.files


def write(files: dict[str, bytes], target: Path) -> None:
    """Writes what has changed and takes away what is no longer built."""
    for path, content in files.items():
        file = target / path
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    for file in sorted(target.rglob("*"), reverse=True):
        if file.is_file() and file.relative_to(target).as_posix() not in files:
            file.unlink()
        elif file.is_dir() and not any(file.iterdir()):
            file.rmdir()


if __name__ == "__main__":
    try:
        made = build()
    except (wording.WordingError, bundle.BundleError) as fault:
        sys.exit(str(fault))
    print(f"{len(made)} files in {DIST}")
