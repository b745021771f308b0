"""The site's QR codes are those of the standard: the same as another maker's, in every version they come in."""

import json

import pytest
import qrcode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.util import MODE_8BIT_BYTE, QRData  # type: ignore[import-untyped]

from tests.unit.web.conftest import Script

LINK = "https://imigrasi.lebongkab.go.id/permohonan/#LBG-78XJ-F6AS-F.TCLNBPWXLLVDN6ITUPALD4A5FM"
#: The most bytes that fit each version (error correction M), from the standard's table.
CAPACITY = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666]
TEXTS = [LINK, "é€😀", *("x" * size for size in CAPACITY), *("y" * (size + 1) for size in CAPACITY[:-1])]


def _cells(text: str, mask: int) -> list[list[int]]:
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=mask, border=0)
    made.add_data(QRData(text.encode(), mode=MODE_8BIT_BYTE))
    made.make(fit=True)
    return [[int(bool(cell)) for cell in row] for row in made.modules]


@pytest.fixture(scope="module")
def ours(script: Script) -> list[list[list[int]]]:
    found: list[list[list[int]]] = script("parts/qr.js", f"{json.dumps(TEXTS)}.map(qrCells)")
    return found


@pytest.mark.parametrize("place", range(len(TEXTS)))
def test_a_qr_code_is_the_one_of_the_standard(ours: list[list[list[int]]], place: int) -> None:
    assert ours[place] in [_cells(TEXTS[place], mask) for mask in range(8)]
