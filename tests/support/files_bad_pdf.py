"""PDFs that act, hide or lock, and why each is refused. Made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.support import files_pdf
from tests.support.files_good import PDF
from tests.support.files_hostile import PAYLOAD, Hostile
from tests.support.files_pdf import letter, saved, text

ACTIVE, LOCKED = "pdf_active_content", "pdf_encrypted"
PACKED = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}

Change = Callable[[Pdf], None]


def script() -> Dictionary:
    """Objects belong to one document each."""
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def acting_pdfs() -> Iterator[Hostile]:
    yield from _acting()
    yield from _locked()


# ---------------------------------------------------------------- acting and hiding


def changed(change: Change, **options: Any) -> bytes:
    with pikepdf.new() as pdf:
        letter(pdf)
        change(pdf)
        return saved(pdf, **options)


def _root(name: str, value: Callable[[Pdf], Any]) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.Root[name] = value(pdf)

    return change


def _note(kind: str, action: Callable[[Pdf], Dictionary] | None = None) -> Change:
    """An annotation on the page."""

    def change(pdf: Pdf) -> None:
        made = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([0, 0, 9, 9]))
        if action is not None:
            made["/A"] = action(pdf)
        pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(made)])

    return change


def _action(kind: str, _pdf: Pdf) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), F=String("cmd.exe"), JS=String("x"))


def _attached(pdf: Pdf) -> None:
    pdf.attachments["muatan.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ" + PAYLOAD, filename="muatan.exe")


def _page_acts(pdf: Pdf) -> None:
    pdf.pages[0].obj["/AA"] = Dictionary(O=script())


def _unreached(pdf: Pdf) -> None:
    """An object that nothing refers to keeps its place only because something harmless seems to."""
    pdf.Root["/PieceInfo"] = pdf.make_indirect(Dictionary(Hidden=pdf.make_indirect(script())))


def _script_in_stream(pdf: Pdf) -> None:
    pdf.Root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))


def _chained(pdf: Pdf) -> None:
    step = script()
    for _ in range(30):
        step = Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=step)
    pdf.Root["/OpenAction"] = step


def _field(pdf: Pdf, **entries: Any) -> None:
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("x"), **entries))
    pdf.Root["/AcroForm"] = Dictionary(Fields=Array([field]))


def _postscript(pdf: Pdf) -> None:
    made = pdf.make_stream(b"(x) (w) file")
    made["/Type"], made["/Subtype"] = Name.XObject, Name.PS
    pdf.pages[0].obj["/Resources"]["/XObject"] = Dictionary(P=made)


def _elsewhere(pdf: Pdf) -> None:
    made = files_pdf.image(pdf, b"", (9, 9))
    made["/F"] = Dictionary(Type=Name.Filespec, F=String("//evil.example/x"))
    pdf.pages[0].obj["/Resources"]["/XObject"] = Dictionary(P=made)


ACTING: dict[str, Change] = {
    "opens a script": _root("/OpenAction", lambda _: script()),
    "opens a script in a stream": _script_in_stream,
    "opens a script behind thirty steps": _chained,
    "opens an address": _root("/OpenAction", lambda _: Dictionary(S=Name.URI, URI=String("https://evil.example"))),
    "names a script": _root(
        "/Names", lambda _: Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script()])))
    ),
    "acts when it is closed": _root("/AA", lambda _: Dictionary(WC=script())),
    "acts when it is printed": _root("/AA", lambda _: Dictionary(WP=Dictionary(S=Name.Named, N=Name.Print))),
    "acts when a page is seen": _page_acts,
    "acts where nobody looks": _unreached,
    "attaches a program": _attached,
    "is a portfolio": _root("/Collection", lambda _: Dictionary(Type=Name.Collection)),
    "has associated files": _root(
        "/AF", lambda pdf: Array([Dictionary(Type=Name.Filespec, EF=Dictionary(F=pdf.make_stream(PAYLOAD)))])
    ),
    "has an XFA form": _root("/AcroForm", lambda pdf: Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))),
    "calculates in a form": lambda pdf: _field(pdf, AA=Dictionary(C=script())),
    "has a script in a field": lambda pdf: _field(pdf, A=script()),
    "draws with PostScript": _postscript,
    "has its picture elsewhere": _elsewhere,
}
ACTIONS = (
    *("JavaScript", "Launch", "SubmitForm", "ImportData", "GoToE", "GoToR", "Rendition", "Movie", "Sound"),
    *("RichMediaExecute", "GoTo3DView"),
)
NOTES = ("FileAttachment", "RichMedia", "Screen", "Movie", "Sound", "3D")


def _acting() -> Iterator[Hostile]:
    changes = dict(ACTING)
    for kind in ACTIONS:
        changes[f"links to {kind}"] = _note("Link", partial(_action, kind))
        changes[f"opens {kind}"] = _root("/OpenAction", partial(_action, kind))
    for note in NOTES:
        changes[f"has a note of {note}"] = _note(note)
    for name, change in changes.items():
        yield Hostile(f"pdf that {name}", PDF, partial(changed, change), ACTIVE)
        yield Hostile(
            f"pdf that {name}, in an object stream",
            PDF,
            partial(changed, change, **PACKED),
            ACTIVE,
        )
    for spelled in (b"/J#61vaScript", b"/#4aavaScript", b"/JavaScrip#74", b"/#4A#61#76#61#53#63#72#69#70#74"):
        yield Hostile(
            f"pdf that says {spelled.decode()}",
            PDF,
            partial(respelled, b"/JavaScript", spelled),
            ACTIVE,
        )
    yield Hostile("pdf that says /J#53", PDF, partial(respelled, b"/JS", b"/J#53"), ACTIVE)
    yield Hostile("pdf that acts in an older version", PDF, _acted_once, ACTIVE)


def _uncompressed() -> bytes:
    return changed(ACTING["opens a script"], compress_streams=False)


def respelled(name: bytes, spelled: bytes) -> bytes:
    return _uncompressed().replace(name, spelled)


def _acted_once() -> bytes:
    """An update that puts a harmless object of another number behind the first; the script is still there."""
    first = _uncompressed()
    start = first.rindex(b"startxref") + 10
    before = first[start : first.index(b"\n", start)]
    table = b"xref\n900 1\n%010d 00000 n \n" % len(first)
    trailer = b"trailer <</Size 901 /Root 1 0 R /Prev %s>>\n" % before
    tail = b"startxref\n%d\n%%%%EOF\n" % (len(first) + 29)
    return first + b"900 0 obj <</Note 1>> endobj\n" + table + trailer + tail


# ---------------------------------------------------------------- locked


def _locked() -> Iterator[Hostile]:
    revisions: tuple[Literal[2, 3, 4, 6], ...] = (2, 3, 4, 6)
    for revision in revisions:
        for user in ("", "rahasia"):
            who = "its reader" if user else "its owner only"
            yield Hostile(
                f"pdf locked by {who}, revision {revision}",
                PDF,
                partial(locked, user, revision),
                LOCKED,
            )
    yield Hostile("pdf of an unknown lock", PDF, lambda: locked("", 3).replace(b"/Standard", b"/Unknown1"), LOCKED)


def locked(user: str, revision: Literal[2, 3, 4, 6]) -> bytes:
    encryption = pikepdf.Encryption(
        owner="pemilik",
        user=user,
        R=revision,
        aes=revision >= 4,
        metadata=revision >= 4,
    )
    return text(encryption=encryption)
