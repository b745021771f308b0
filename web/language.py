"""One language of the site: its words, its paths, and its scripts, which bring their words along."""

from __future__ import annotations

import json
from collections.abc import Callable

from markupsafe import Markup

from web import bundle
from web.figures import Catalogue
from web.questions import applicant_steps
from web.wording import Wording

#: Language → what its paths begin with. The first is the site's own.
LANGUAGES = {"id": "/", "en": "/en/"}
#: Page → its path in each language; `*` stands for a service.
PATHS = {
    "home": ("", ""),
    "service": ("layanan/*/", "services/*/"),
    "apply": ("ajukan/*/", "apply/*/"),
    "application": ("permohonan/", "application/"),
    "track": ("lacak/", "track/"),
    "verify": ("periksa-bukti/", "check-receipt/"),
    "together": ("keluarga/", "family/"),
    "privacy": ("privasi/", "privacy/"),
    "accessibility": ("aksesibilitas/", "accessibility/"),
    "offline": ("luring/", "offline/"),
    "not_found": ("404.html", "404.html"),
}
#: Pages with a script of their own name, beside the core that all have, and the parts it may fetch later.
PARTS = {
    "apply": ("clash", "finish", "form", "legible", "mrz", "qr", "upload"),
    "application": ("dispute", "end", "enter", "looks", "money", "pay", "qr", "receipt", "visit"),
    "track": (),
    "verify": (),
    "together": ("household", "pay", "qr", "visit"),
}
#: Page → the pages that shall open without signal once it has been open, each with the parts it needs there.
KEPT: dict[str, dict[str, tuple[str, ...]]] = {
    "apply": {"apply": ("form", "upload", "legible", "finish", "qr"), "application": ()},
    "application": {"application": ()},
    "verify": {"verify": ()},
    "together": {"together": ("household", "pay", "qr", "visit")},
}
#: The part of the form page that calls the API first, and so brings the words for its faults.
FIRST_CALLER = "form"

#: Publishes a file under a name that says its content: (name, content) → address.
Publish = Callable[[str, str], str]


def compact(data: object) -> Markup:
    """JSON for a data block of a page: nothing in it can close the block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - it holds no `<`


class Language:
    """Adds its scripts to the site as soon as it is made. `core` is the address of the core script."""

    def __init__(self, say: Wording, core: str, publish: Publish) -> None:
        self.say, self.name, self.core = say, say.language, core
        self.catalogue = Catalogue(self.name)
        self._core_source = bundle.core_bundle().source
        beside = core.rpartition("/")[2]
        self._entries = {page: bundle.page_bundle(page) for page in PARTS}
        self._scripts = {page: publish(f"{page}.js", made.text(beside)) for page, made in self._entries.items()}
        self._parts: dict[str, str] = {}
        for part in sorted({part for parts in PARTS.values() for part in parts}):
            made = bundle.part_bundle(part)
            words = self._words(made, calls=part == FIRST_CALLER)
            self._parts[part] = publish(f"{part}.{self.name}.js", made.text(beside, words))

    def _words(self, made: bundle.Bundle, *, calls: bool) -> dict[str, str]:
        """What a script says; with the core's words, the faults of the API, where it is the first to call it."""
        return self.say.of_script(made.source + (self._core_source if calls else ""))

    def path(self, page: str, service: str = "*") -> str:
        return LANGUAGES[self.name] + PATHS[page][list(LANGUAGES).index(self.name)].replace("*", service)

    def scripts(self, page: str) -> list[str]:
        return [self.core, *([self._scripts[page]] if page in self._scripts else [])]

    def page_data(self, page: str, services: list[str]) -> Markup:
        """What the scripts of a page read from it: words, addresses, and what to keep for the time without signal."""
        entry = self._entries.get(page)
        data = {
            "words": self._words(entry, calls="call" in entry.imported) if entry else {},
            "parts": {part: self._parts[part] for part in PARTS.get(page, ())},
            "paths": {
                "worker": "/sw.js",
                "application": self.path("application"),
                "apply": self.path("apply"),
                "verify": self.path("verify"),
                "together": self.path("together"),
                "keep": self._kept(page, services),
            },
        }
        return compact(data)

    def _kept(self, page: str, services: list[str]) -> list[str]:
        kept: list[str] = []
        for each, parts in KEPT.get(page, {}).items():
            kept += [self.path(each, service) for service in (services if "*" in self.path(each) else [""])]
            kept += [*self.scripts(each), *(self._parts[part] for part in parts)]
        return list(dict.fromkeys(kept))

    def names(self, page: str) -> dict[str, str]:
        """What offices and services are called (`office=lebong`); for the page of an application also what an
        applicant's data and its documents are, and how a choice reads (`sex=female`).
        """
        offices, services = self.catalogue.offices.items(), self.catalogue.services.values()
        found: dict[str, str] = {f"office={code}": office["name"][self.name] for code, office in offices}
        found |= {f"service={service['code']}": service["name"][self.name] for service in services}
        return found | (self._shown_data() if page == "application" else {})

    def _shown_data(self) -> dict[str, str]:
        found = {"payment_receipt": self.say.plain("dispute.document"), "grounds": self.say.plain("object.grounds")}
        for service in self.catalogue.services.values():
            found |= {document["kind"]: document["label"][self.name] for document in service["documents"]}
        for step in applicant_steps(self.say):
            for asked in step.fields:
                key = asked.pointer.rpartition("/")[2]
                found[key] = asked.label
                found |= {f"{key}={json.loads(option.value)}": option.label for option in asked.options}
        return found
