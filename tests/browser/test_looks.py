"""Pages look as they did: the committed references, drawn anew by `python -m tests.browser.looks`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.looks import REFERENCES, Drawing, differences, moves, written
from tests.browser.profile import Profiles
from tests.browser.scenes import SCENES
from tests.support.local_cloud import LocalCloud


def references() -> Drawing:
    drawn: Drawing = json.loads(REFERENCES.read_text(encoding="utf-8"))
    return drawn


@pytest.mark.parametrize("scene", SCENES)
def test_pieces_stand_where_they_stood(scene: Any, local_cloud: LocalCloud, profiles: Profiles) -> None:
    drawn = scene(local_cloud, profiles)
    assert drawn.keys() <= references().keys()
    assert not (found := moves(drawn, references())), "\n".join(found)


def piece(kind: str, left: int = 16, width: int = 328, height: int = 28, text: str = "") -> dict[str, Any]:
    return {"piece": kind, "left": left, "width": width, "height": height, "text": text}


def test_what_has_moved_is_told_with_its_words_and_by_how_much() -> None:
    now = [piece("h2", text="Biaya", left=28, width=316), piece("button", width=0, left=90, height=60, text="Bayar")]
    then = [piece("h2"), piece("button", width=0)]
    assert list(differences(now, then)) == [
        "h2 “Biaya”: left 16 → 28 (+12 px), width 328 → 316 (-12 px)",
        "button “Bayar”: height 28 → 60 (+32 px)",
    ]


def test_what_came_and_what_went_is_told_and_the_others_are_still_compared() -> None:
    now = [piece("h1"), piece("button", text="Cetak"), piece("table", left=40)]
    then = [piece("h1"), piece("h2"), piece("table")]
    assert list(differences(now, then)) == [
        "gone: h2, left 16",
        "new: button “Cetak”, left 16",
        "table: left 16 → 40 (+24 px)",
    ]


def test_other_words_and_another_line_of_text_are_no_other_look() -> None:
    now = [piece("h2", text="24 November", height=52, left=19), piece("a", width=0, left=300, text="15.30")]
    assert list(differences(now, [piece("h2"), piece("a", width=0)])) == []


def test_no_words_are_kept() -> None:
    kept = written({"home@360": [piece("h1", text="Siap diambil")]})
    assert json.loads(kept) == {"home@360": [{"piece": "h1", "left": 16, "width": 328, "height": 28}]}
