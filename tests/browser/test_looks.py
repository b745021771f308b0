"""Pages look as they did: the committed references, drawn anew by `python -m tests.browser.looks`."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.browser.applicant import Applicant
from tests.browser.looks import REFERENCES, differences, draw


def test_pieces_stand_where_they_stood(citizen: Callable[..., Applicant]) -> None:
    references = json.loads(REFERENCES.read_text(encoding="utf-8"))
    drawn = draw(citizen().page)
    assert drawn.keys() == references.keys()
    found = {name: differences(pieces, references[name]) for name, pieces in drawn.items()}
    assert {name: moved for name, moved in found.items() if moved} == {}
