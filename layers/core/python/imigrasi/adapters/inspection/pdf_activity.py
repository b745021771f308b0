"""What of a PDF acts by itself, hides other files or reaches outside: such a PDF is refused, not repaired."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

#: Actions that run, open, send or fetch something (ISO 32000-2, table 201). Links (`URI`, `GoTo`) are harmless once
#: their annotation is gone, which is what happens to all of them.
_ACTIONS = frozenset(
    map(
        Name,
        (
            "/JavaScript",
            "/Launch",
            "/SubmitForm",
            "/ImportData",
            "/GoToE",
            "/GoToR",
            "/Rendition",
            "/Movie",
            "/Sound",
            "/RichMediaExecute",
            "/GoTo3DView",
        ),
    )
)
#: Kinds of annotation and object that carry a program, a film or another file.
_KINDS = frozenset(
    map(Name, ("/RichMedia", "/3D", "/Screen", "/Movie", "/Sound", "/FileAttachment", "/EmbeddedFile", "/PS"))
)
#: Entries whose mere presence says so, whatever they hold.
_ENTRIES = ("/EmbeddedFiles", "/XFA", "/RichMediaContent", "/RichMediaSettings", "/Collection")
#: Direct objects in one another; a parser's own bound is 499.
_DEEPEST = 100


def is_active(pdf: Pdf) -> bool:
    """Whether any object says so: also one in an object stream, one that nothing refers to, and a name in disguise."""
    return any(_acts(found) for top in (*pdf.objects, pdf.trailer) for found in within(top))


def within(top: Object) -> Iterator[Object]:
    """The dictionaries and streams written in this object; those that it refers to are objects of their own."""
    waiting = [(top, 0)]
    while waiting:
        found, depth = waiting.pop()
        if isinstance(found, (Dictionary, Stream)):
            yield found
            inner = [found.get(key) for key in found.keys()]  # noqa: SIM118 - a stream's keys are not its items
        elif isinstance(found, Array):
            inner = list(found)
        else:
            continue
        if depth < _DEEPEST:
            waiting += [(each, depth + 1) for each in inner if each is not None and not each.is_indirect]


def _acts(found: Object) -> bool:
    if any(key in found for key in _ENTRIES):
        return True
    if found.get("/S") in _ACTIONS or found.get("/Subtype") in _KINDS or found.get("/Type") in _KINDS:
        return True
    if isinstance(found.get("/JS"), (String, Stream)) or _holds_actions(found.get("/AA")):
        return True
    if isinstance(found.get("/EF"), Dictionary):
        return True
    opening = found.get("/OpenAction")
    if isinstance(opening, Dictionary) and opening.get("/S") != Name.GoTo:
        return True
    return isinstance(found, Stream) and "/F" in found  # its bytes are elsewhere


def _holds_actions(found: Object | None) -> bool:
    """A resource may be called `AA` too: what makes it actions is that its values are."""
    if not isinstance(found, Dictionary):
        return False
    values = [found.get(key) for key in found.keys()]  # noqa: SIM118
    return any(isinstance(value, Dictionary) and "/S" in value for value in values)
