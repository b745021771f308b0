"""The page's hint about the lines of the old passport says what the service would say."""

import json
import random
from datetime import date

import pytest

from imigrasi.domain.mrz import read_mrz, suggested
from tests.support.zones import Paper
from tests.unit.web.conftest import Script

TODAY = date(2026, 11, 24)
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
RIGHT = Paper(number="X1034567").td3()


def zones(count: int) -> list[str]:
    """Passports of nobody, every other one with a sign or two of its second line mistyped."""
    weather = random.Random(3)
    found = []
    for place in range(count):
        paper = Paper(
            number="".join(weather.choices(SIGNS[:-1], k=weather.randint(6, 9))),
            birth=f"{weather.randint(50, 99)}{weather.randint(1, 12):02}{weather.randint(1, 28):02}",
            expiry=f"{weather.randint(15, 35)}{weather.randint(1, 12):02}{weather.randint(1, 28):02}",
            optional="".join(weather.choices(SIGNS[:-1], k=weather.randint(0, 14))),
        )
        first, second = paper.td3().split("\n")
        for _ in range(place % 3):
            at = weather.choice([*range(10), *range(13, 20), *range(21, 44)])
            wrong = {"0": "O", "1": "I", "O": "0", "I": "1"}.get(second[at]) or weather.choice(SIGNS)
            second = second[:at] + wrong + second[at + 1 :]
        found.append(f"{first}\n{second}")
    return found


def slips(script: Script, typed: list[str], whole: str = "true") -> list[dict[str, object] | None]:
    found: list[dict[str, object] | None] = script(
        "parts/mrz/lines.js", f"{json.dumps(typed)}.map((each) => slipIn(each, {whole}))"
    )
    return found


def test_it_finds_what_the_service_finds(script: Script) -> None:
    typed = zones(300)
    found = [read_mrz(each, TODAY) for each in typed]
    wrong = [any(fault.code == "check_digit" for fault in zone.faults) for zone in found]
    assert 100 < sum(wrong) < 200
    assert [slip is not None for slip in slips(script, typed)] == wrong


def test_what_it_suggests_is_what_the_service_suggests(script: Script) -> None:
    typed = zones(300)
    told = [(each, slip) for each, slip in zip(typed, slips(script, typed), strict=True) if slip]
    assert sum(slip["code"] == "twin" for _, slip in told) > 10
    for each, slip in told:
        if slip["code"] == "twin":
            first, second = each.split("\n")
            at = int(str(slip["place"])) - 1
            assert second[at] == slip["typed"]
            assert suggested(read_mrz(each, TODAY), TODAY) == (
                first,
                second[:at] + str(slip["other"]) + second[at + 1 :],
            )


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("", None),
        (RIGHT, None),
        (RIGHT.lower().replace("\n", "\r\n\n"), None),
        (RIGHT.replace("\n", ""), None),
        (f" {RIGHT} ".replace("<", "&lt;"), None),
        (RIGHT.replace("X1034567", "X1034568"), {"code": "check", "part": "number"}),
        (RIGHT.replace("X1034567", "X1O34567"), {"code": "twin", "place": 3, "typed": "O", "other": "0"}),
        (RIGHT.replace("900520", "9005Z0"), {"code": "check", "part": "birth"}),
        (RIGHT[:-1], {"code": "length", "length": 43}),
        ("X1034567", {"code": "lines"}),
        (f"{RIGHT}\nA", {"code": "lines"}),
    ],
)
def test_a_slip_has_its_name(script: Script, typed: str, slip: dict[str, object] | None) -> None:
    assert slips(script, [typed]) == [slip]


def test_nothing_is_said_while_somebody_types(script: Script) -> None:
    unfinished = [RIGHT[:length] for length in range(len(RIGHT))]
    assert slips(script, unfinished, "false") == [None] * len(unfinished)


def test_whatever_is_typed_breaks_nothing(script: Script) -> None:
    odd = ["😀" * 44 + "\n" + "é*٣?" * 11, "\n" * 9, "<" * 88, "0" * 88, "O" * 44 + "\n" + "OI01" * 11]
    assert len(slips(script, odd)) == len(odd)
