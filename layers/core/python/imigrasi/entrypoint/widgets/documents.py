"""Of widget `application`: its documents, what the check said, and the form by which an officer opens one."""

from __future__ import annotations

from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.retention import HOLD_REASONS, RELEASED
from imigrasi.domain.viewing import GROUNDS
from imigrasi.entrypoint.widgets.markup import Markup, join, tag
from imigrasi.entrypoint.widgets.next_steps import form_link, listed
from imigrasi.entrypoint.widgets.pieces import heading, mark, rows
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.inspect_application import Inspection

_MARKS = {DocumentStatus.ACCEPTED: "done", DocumentStatus.REFUSED: "wrong"}
Row = tuple[object, object, object]


def documents(found: Inspection, words: Words, console: str) -> Markup:
    """`console`: as `next_steps` has it."""
    shown = [it for it in found.file.documents if it.status not in (DocumentStatus.REPLACED, DocumentStatus.EXPIRED)]
    lines = [_row(it, found, words, console) for it in shown]
    if GROUNDS in found.viewable:
        lines.append((words.of("kind", GROUNDS), *_opening(found, GROUNDS, words, console)))
    if not lines:
        return join(heading(words("documents")), tag("p", words("documents.none"), class_="imi-quiet"))
    holding = _holding(found, words, console)
    how = tag("p", words("documents.how"), class_="imi-quiet") if found.viewable else None
    return join(heading(words("documents"), len(shown)), how, rows(lines), holding)


def _holding(found: Inspection, words: Words, console: str) -> Markup | None:
    """The supervisor's form that has them kept beyond their time, or lets them go."""
    application = found.file.application
    if application.purged:
        return None
    outcome, reasons = ("off", (RELEASED,)) if application.hold else ("on", HOLD_REASONS)
    parameters = {"ApplicationId": (application.id,), "Outcome": (outcome,), "Reason": reasons}
    name = words(f"command.{outcome}")
    about = join(name, tag("br"), tag("code", "hold"))
    return rows([(about, listed(parameters, words), form_link("hold", parameters, name, words, console))])


def _row(document: Document, found: Inspection, words: Words, console: str) -> Row:
    verdict = mark(_MARKS.get(document.status, "open"), words.of("document", document.status.value))
    reasons = join(*(join(tag("br"), words.of("reason", reason)) for reason in document.reasons))
    same = found.same_files.get(document.document_id)
    twin = join(tag("br"), mark("warn", f"{words('same.file')} {', '.join(same)}")) if same else None
    size = f"{document.content_type}, {-(-document.size // 1024)} kB"
    name = join(words.of("kind", document.kind), tag("br"), tag("span", size, class_="imi-quiet"))
    if document.status is not DocumentStatus.ACCEPTED or document.kind not in found.viewable:
        return name, join(verdict, reasons, twin), None
    fields, form = _opening(found, document.kind, words, console)
    return name, join(verdict, reasons, twin, tag("br"), fields), form


def _opening(found: Inspection, kind: str, words: Words, console: str) -> tuple[Markup, Markup]:
    """What is filled in, and where."""
    parameters = {
        "ApplicationId": (found.file.application.id,),
        "Document": (kind,),
        "Reason": found.viewable[kind],
    }
    name = f"{words('documents.open')}: {words.of('kind', kind)}"
    return listed(parameters, words), form_link("open-file", parameters, name, words, console)
