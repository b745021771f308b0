"""Takes out of a PDF what no page shows: notes, private data, alternatives, whatever stands beside what is known."""

from __future__ import annotations

from pikepdf import Dictionary, Name, Object, Pdf, Stream

from imigrasi.adapters.inspection.pdf_activity import within

#: In anything (ISO 32000-2, 14.3 to 14.13).
_NOTES = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/StructParent",
    "/StructParents",
    "/AF",
    "/OPI",
    "/Ref",
    "/Thumb",
)
#: What is kept of resources (ISO 32000-2, table 34, without marked content), of a group (94, 145), of a picture (87)
#: and of a drawing (93).
_RESOURCES = frozenset(("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet"))
_GROUP = frozenset(("/Type", "/S", "/CS", "/I", "/K"))
_STREAM = frozenset(("/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms"))
_IMAGE = _STREAM | {
    *("/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask", "/Decode"),
    *("/Interpolate", "/SMask", "/SMaskInData", "/Matte"),
}
_FORM = _STREAM | {"/FormType", "/BBox", "/Matrix", "/Resources", "/Group"}


def tidy(pdf: Pdf) -> None:
    for top in pdf.objects:
        for found in within(top):
            _tidy(found)


def _tidy(found: Object) -> None:
    for name in _NOTES:
        if name in found:
            del found[name]
    # In any other dictionary that may be what somebody has called a picture.
    if isinstance(found, Stream) or found.get("/Type") == Name.Page or found.get("/Subtype") == Name.Type3:
        _keep_below(found, "/Resources", _RESOURCES)
        _keep_below(found, "/Group", _GROUP)
    if isinstance(found, Stream) and (kind := found.get("/Subtype")) in (Name.Image, Name.Form):
        _keep(found, _IMAGE if kind == Name.Image else _FORM)


def _keep_below(found: Object, key: str, names: frozenset[str]) -> None:
    below = found.get(key)
    if isinstance(below, Dictionary):
        _keep(below, names)
    elif below is not None:
        del found[key]


def _keep(found: Object, names: frozenset[str]) -> None:
    for name in set(found.keys()) - names:
        del found[name]
