"""What pages draw, drawings within drawings too: no more than a viewer can bear, and nothing that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name, Object, Pdf, Stream, String, parse_content_stream

from imigrasi.adapters.inspection.parts import MOST_PIXELS
from imigrasi.adapters.inspection.pdf_activity import within
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

#: Drawings in one another.
_DEEPEST = 12
#: A viewer's work is counted in pixels: a drawing takes about as long as so many, one that is mixed with what lies
#: below it, apart, as twenty. Ten thousand plain drawings take PDFium a tenth of a second.
_DRAWING = 65_536
_MIXED = 20 * _DRAWING
_LETTER = 1_024  # that is itself drawn
_MOST_WORK = 100_000 * _DRAWING
_PAINTING = ("Do", "gs", "scn", "SCN", "BI", "ID", "EI")
_LETTERS = ("Tj", "TJ", "'", '"')

Path = tuple[tuple[int, int], ...]


def check_drawing(pdf: Pdf) -> None:
    """Raises Unfit."""
    drawing = Drawing(has_drawn_letters=any(_is_type3(found) for top in pdf.objects for found in within(top)))
    work = 0
    for page in pdf.pages:
        page.contents_coalesce()
        contents = page.obj.get("/Contents")
        if isinstance(contents, Stream):
            work = _bounded(work + drawing.work(contents, page.obj.get("/Resources")))


@dataclass
class Drawing:
    """The work that each stream of a document makes, by its number, once it is known.

    `has_drawn_letters`: whether there are fonts whose letters are drawings (Type 3).
    """

    has_drawn_letters: bool
    known: dict[tuple[int, int], int] = field(default_factory=dict)

    def work(self, contents: Stream, resources: Object | None, path: Path = ()) -> int:
        """Raises Unfit for too much, for a circle, for too deep a nest, and for a picture that is missing, as in a file
        that was cut off.
        """
        own = contents.objgen
        if own in self.known and own != (0, 0):
            return self.known[own]
        if own in path or len(path) > _DEEPEST:
            raise Unfit(Refusal.PDF_TOO_COMPLEX)
        work = 0
        for step in self._steps(contents, resources, (*path, own)):
            work = _bounded(work + step)
        self.known[own] = work
        return work

    def _steps(self, contents: Stream, resources: Object | None, path: Path) -> Iterator[int]:
        operators = (*_PAINTING, "Tf", *_LETTERS) if self.has_drawn_letters else _PAINTING
        content = contents.read_bytes()
        if not any(operator.encode() in content for operator in operators):
            return  # long plain drawings are read through, and not taken apart
        # Of fonts chosen so far the dearest counts: which one a restored state has, need not be known.
        letter: int | None = None
        for instruction in parse_content_stream(contents, " ".join(operators)):
            operands, operator = list(instruction.operands), str(instruction.operator)
            if isinstance(instruction, ContentStreamInlineImage):
                yield _picture(instruction.iimage.width, instruction.iimage.height)
            elif operator in _LETTERS:
                if letter is None:  # the font is the one of whatever draws this
                    raise Unfit(Refusal.PDF_TOO_COMPLEX)
                yield letter * sum(map(_length, operands))
            elif operator == "Tf":
                letter = max(letter or 0, self._letter(_named(resources, "/Font", operands[:1]), resources, path))
            elif operator == "Do":
                yield self._drawn(_named(resources, "/XObject", operands), resources, path)
            elif operator == "gs":
                state = _named(resources, "/ExtGState", operands)
                yield self._mask(state, resources, path)
                if isinstance(fonts := _get(state, "/Font"), Array) and len(fonts):
                    letter = max(letter or 0, self._letter(fonts[0], resources, path))
            else:
                yield self._pattern(_named(resources, "/Pattern", operands), resources, path)

    def _drawn(self, found: Object | None, resources: Object | None, path: Path) -> int:
        if not isinstance(found, Stream):
            raise Unfit(Refusal.UNREADABLE)
        if found.get("/Subtype") == Name.Image:
            masks = [mask for mask in (found.get("/SMask"), found.get("/Mask")) if isinstance(mask, Stream)]
            pictures = [(it.get("/Width", 0), it.get("/Height", 0)) for it in (found, *masks)]
            return _DRAWING + sum(_picture(int(width), int(height)) for width, height in pictures)
        if found.get("/Subtype") != Name.Form:
            raise Unfit(Refusal.PDF_TOO_COMPLEX)
        own = _MIXED if "/Group" in found else _DRAWING
        return own + self.work(found, found.get("/Resources") or resources, path)

    def _mask(self, state: Object | None, resources: Object | None, path: Path) -> int:
        shape = _get(_get(state, "/SMask"), "/G")
        if not isinstance(shape, Stream):
            return 0
        return _MIXED + self.work(shape, shape.get("/Resources") or resources, path)

    def _pattern(self, found: Object | None, resources: Object | None, path: Path) -> int:
        if not isinstance(found, Stream):
            return 0
        return _DRAWING + self.work(found, found.get("/Resources") or resources, path)

    def _letter(self, font: Object | None, resources: Object | None, path: Path) -> int:
        """What the dearest letter of the font takes; of an outline, nothing worth counting."""
        shapes = _get(font, "/CharProcs") if _is_type3(font) else None
        if not isinstance(shapes, Dictionary):
            return 0
        own = _get(font, "/Resources") or resources
        drawn = [shapes[name] for name in shapes.keys()]  # noqa: SIM118 - a dictionary of pikepdf gives no names
        return _LETTER + max((self.work(shape, own, path) for shape in drawn if isinstance(shape, Stream)), default=0)


def _bounded(work: int) -> int:
    """Raises Unfit."""
    if work > _MOST_WORK:
        raise Unfit(Refusal.PDF_TOO_COMPLEX)
    return work


def _picture(width: int, height: int) -> int:
    """Raises Unfit."""
    if width < 0 or height < 0 or width * height > MOST_PIXELS:
        raise Unfit(Refusal.PDF_TOO_COMPLEX)
    return width * height


def _named(resources: Object | None, kind: str, operands: Sequence[object]) -> Object | None:
    """What the last operand names; None where it is no name, or names nothing."""
    name = operands[-1] if operands else None
    known = _get(resources, kind)
    return known.get(name) if isinstance(known, Dictionary) and isinstance(name, Name) else None


def _get(found: Object | None, key: str) -> Object | None:
    return found.get(key) if isinstance(found, (Dictionary, Stream)) else None


def _is_type3(found: Object | None) -> bool:
    return _get(found, "/Subtype") == Name.Type3


def _length(operand: object) -> int:
    """How many letters it has at most."""
    if isinstance(operand, Array):
        return sum(map(_length, operand))
    return len(bytes(operand)) if isinstance(operand, String) else 0
