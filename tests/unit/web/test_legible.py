"""What is said about a picture, from what was measured of it; and that measuring tells the good from the bad."""

import json
from typing import Any

import pytest

from tests.unit.web.conftest import Script

#: A whole, sharp, evenly lit page on a table.
GOOD: dict[str, Any] = {
    "side": 1800,
    "low": 40,
    "high": 220,
    "sharpness": 1.2,
    "total": 0.0,
    "spots": [],
    "apart": 120,
    "touching": [0.0, 0.0, 0.02, 0.0],
    "busy": [2.0, 2.0, 2.5, 2.0],
}
SPOT = {"share": 0.02, "filled": 0.6, "long": 1.5, "edge": False}
#: A page that fills the picture, so that there is no table.
FULL = {"apart": 5, "touching": [0.4, 0.5, 0.6, 0.0]}


def advice(script: Script, **changes: Any) -> list[str]:
    found: list[str] = script("parts/legible/advice.js", f"adviceOf({json.dumps({**GOOD, **changes})})")
    return found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"side": 799}, ["small"]),
        ({"high": 60, "low": 5}, ["dark"]),
        ({"high": 120, "low": 90}, ["flat"]),
        ({"sharpness": 0.1}, ["blurred"]),
        ({"high": 60, "low": 5, "sharpness": 0.1}, ["dark", "blurred"]),
        ({"total": 0.02, "spots": [SPOT]}, ["glare"]),
        ({"total": 0.02, "spots": [{**SPOT, "edge": True}]}, []),  # a window beside the page
        ({"total": 0.02, "spots": [{**SPOT, "long": 6}]}, []),  # a margin
        ({"total": 0.02, "spots": [{**SPOT, "filled": 1}]}, []),  # something white with corners
        ({"total": 0.5, "spots": [SPOT]}, []),  # white paper, brightly lit
        ({"touching": [0, 0.5, 0, 0]}, ["cut"]),
        ({"touching": [0, 0.5, 0.6, 0]}, ["cut"]),
        ({"touching": [0, 0.9, 0.9, 0.9]}, []),  # a scan with a dark rim
        ({"touching": [0.9, 0.9, 0.9, 0.9]}, []),
        ({**FULL, "busy": [1, 12, 2, 1]}, ["cut"]),
        ({**FULL, "busy": [9, 12, 9, 10]}, []),  # a pattern all over
        ({**FULL, "busy": [0, 0, 0, 0]}, []),
    ],
)
def test_each_measure_has_its_advice(script: Script, changes: dict[str, Any], said: list[str]) -> None:
    assert advice(script, **changes) == said


#: Stripes of twelve dots across and down, each dot the mean of `soft` dots around it.
STRIPES = """((soft) => {
  const width = 120, height = 120, data = new Uint8ClampedArray(4 * width * height);
  const around = [...Array(soft).keys()];
  const shade = (at) => around.reduce((sum, step) => sum + ((at + step) % 24 < 12 ? 40 : 220), 0) / soft;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const value = (shade(x) + shade(y)) / 2;
    data.set([value, value, value, 255], 4 * (y * width + x));
  }
  return greyOf({ data, width, height });
})"""


def test_softer_edges_are_less_sharp(script: Script) -> None:
    found = script("parts/legible/measures.js", f"[1, 2, 3, 5, 8].map((soft) => sharpnessOf({STRIPES}(soft)))")
    assert found == sorted(found, reverse=True)
    assert found[0] > 5 * found[-1]


def test_nothing_at_all_is_measured_too(script: Script) -> None:
    blank = "{ grey: new Uint8Array(400).fill(250), width: 20, height: 20 }"
    found = script(
        "parts/legible/measures.js",
        f"(() => {{ const it = {blank}; return [sharpnessOf(it), lightOf(it), brightOf(it), edgesOf(it)]; }})()",
    )
    assert found[:2] == [0, {"low": 250, "high": 250}]
    assert found[2]["total"] == 1
    assert found[3]["apart"] == 0
