"""Ways in which a settlement file is spoilt before it comes, each with what is then to be read, told or refused."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Sequence
from random import Random

from imigrasi.adapters.gateways.strict_csv import LARGEST_FILE, LONGEST_LINE
from local.gateway import files
from local.gateway.files import Row
from tests.prove.genuine_files import FAULTS, Codes, Copy, Fact, Genuine, fact

Mutation = Callable[[Genuine, Random], Copy]
#: A line of the file and what it says, or why it is none.
Line = tuple[str, Fact | Codes]

HEADING, UTF8, TOO_LARGE = frozenset({"heading"}), frozenset({"not_utf8"}), frozenset({"too_large"})
DUPLICATED, CONTROL = frozenset({"duplicated"}), frozenset({"control_character"})
ANY = FAULTS - DUPLICATED

#: Field → (its fault, values that are none of its kind). `{}`: the genuine value.
_AMOUNTS = (
    *("", " ", "0", "0.00", "-{}", "+{}", "0{}", " {}", "{} ", "({})", "{}-", "{}.5", "{}.50", "{}.0", "{}.000", "{}."),
    *("6.5e5", "65E4", "650000e0", "650.000", "650 000", "650'000", "650_000", "6.50.000", "1" + "0" * 15, "NaN"),
    *("Infinity", "0x9EB10", "Rp{}", "IDR {}", "USD {}", "={}", "enam ratus ribu", "６５００００", "٦٥٠٠٠٠", "६५००००"),
    *("𝟔𝟓𝟎𝟎𝟎𝟎", "65000⁰", "6５0000", "650000\u200b", "\u202e000056", "650\u00a0000", "650\u2009000", "½", "None"),
)
_TIMES = (
    *("", "2026-11-24", "24/11/2026 09:30:00", "11-24-2026 09:30:00", "2026-13-01 09:30:00", "2026-02-30 09:30:00"),
    *("2026-11-31 09:30:00", "2026-11-24 24:30:00", "2026-11-24 09:60:00", "2026-11-24 09:30:60", "yesterday"),
    *("2026-11-24T09:30:00", "{}+07:00", "{}Z", "{}.000", " {}", "1926-11-24 09:30:00", "２０26-11-24 09:30:00"),
    *("2026-11-٢٤ 09:30:00", "46350.4", "2026-1-4 09:30:00", "0000-00-00 00:00:00", "2026-11-24 9:30:00"),
)
_CODES = ("", "123", "{}0", " {}", "{} ", "０{}", "00026112400000O", "8202.6E+11")
_CAPITALS = ("short", "{}XXXXXXXXXXXXXXXX", "{} ", "А{}", "{}８", "{}-", "ntpn", "{}\u00ad")
_NAMES = ("", " {}", "{} ", "{}#1", "{}/..", "{}'; DROP TABLE payments; --", "{}\u202e", "Ａ{}", "=1+{}")
VALUES: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "midtrans": {
        "Gross amount": ("amount_not_valid", (*_AMOUNTS, "{}.00", "{}0.00.00")),
        "Settlement time": ("time_not_valid", _TIMES),
        "Transaction ID": ("transaction_not_valid", (*_NAMES, "x" * 65)),
        "Order ID": ("order_not_valid", (*_NAMES, "x" * 51)),
        "Currency": ("currency_not_valid", ("", "USD", "SGD", "idr", "IDR ", "ＩＤＲ", "IDК", "Rp", "360")),
        "Transaction status": ("status_not_valid", ("", "paid", "SETTLEMENT", "settlement ", "ѕettlement", "settle")),
    },
    "simponi": {
        "amount": ("amount_not_valid", (*_AMOUNTS, "{}.00")),
        "paid_at": ("time_not_valid", _TIMES),
        "billing_code": ("billing_code_not_valid", _CODES),
        "ntb": ("ntb_not_valid", ("", *_CAPITALS)),
        "ntpn": ("ntpn_not_valid", _CAPITALS),
    },
}
_INVISIBLE = ("\0", "\x0b", "\x1b[2J", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\r")


def _text(row: Row) -> str:
    return ",".join(row.values())


def _lines(genuine: Genuine, rows: Iterable[Row] | None = None) -> list[Line]:
    return [(_text(row), fact(genuine.gateway, row)) for row in (genuine.sheet.rows if rows is None else rows)]


def _heading(genuine: Genuine) -> str:
    return ",".join(genuine.sheet.columns)


def _made(genuine: Genuine, lines: Sequence[Line], *, heading: str = "", start: str = "", end: str = "\r\n") -> Copy:
    texts = (heading or _heading(genuine), *(text for text, _ in lines))
    content = (start + "".join(text + end for text in texts)).encode()
    return Copy(content, {row: said for row, (_, said) in enumerate(lines, start=2)})


# ---------------------------------------------------------------- what means the same


def unchanged(genuine: Genuine, _chance: Random) -> Copy:
    return Copy(genuine.sheet.text().encode(), _made(genuine, _lines(genuine)).lines)


def respelt(genuine: Genuine, chance: Random) -> Copy:
    """A byte-order mark, other ends of lines, none at the end, quotes around every field or around some."""
    lines = [(_quoted(text, chance), said) for text, said in _lines(genuine)]
    copy = _made(genuine, lines, start=chance.choice(("", "\ufeff")), end=chance.choice(("\n", "\r\n")))
    return copy._replace(content=copy.content.rstrip(b"\r\n")) if chance.random() < 0.5 else copy


def _quoted(text: str, chance: Random) -> str:
    often = chance.choice((0, 0.2, 1))
    return ",".join(f'"{field}"' if chance.random() < often else field for field in text.split(","))


def reordered(genuine: Genuine, chance: Random) -> Copy:
    """Its lines, and the columns too where their order is free."""
    lines = _lines(genuine)
    chance.shuffle(lines)
    if genuine.gateway != "midtrans":
        return _made(genuine, lines)
    order = list(range(len(genuine.sheet.columns)))
    chance.shuffle(order)
    heading = ",".join(genuine.sheet.columns[at] for at in order)
    moved = [(",".join(text.split(",")[at] for at in order), said) for text, said in lines]
    return _made(genuine, moved, heading=heading)


def shortened(genuine: Genuine, chance: Random) -> Copy:
    """Lines are left out: which, only the comparison can tell."""
    lines = _lines(genuine)
    return _made(genuine, chance.sample(lines, chance.randrange(len(lines))))


def of_another_month(genuine: Genuine, _chance: Random) -> Copy:
    """It is read as it stands; that the ledger has no such day, the comparison tells."""
    return _made(genuine, _lines(genuine, files.month(genuine.sheet).rows))


# ---------------------------------------------------------------- what is told of


def repeated(genuine: Genuine, chance: Random) -> Copy:
    """Lines that stand there again at the end, perhaps in quotes. A payment comes once; money may go back in halves."""
    lines = _lines(genuine)
    again: list[Line] = [
        (_quoted(text, chance), DUPLICATED if not isinstance(said, frozenset) and said[0] == "payment" else said)
        for text, said in chance.sample(lines, chance.randint(1, len(lines)))
    ]
    return _made(genuine, [*lines, *again])


def other_value(genuine: Genuine, chance: Random) -> Copy:
    """One field of one line is not of its kind."""
    name = chance.choice(list(VALUES[genuine.gateway]))
    code, values = VALUES[genuine.gateway][name]
    lines, at = _lines(genuine), chance.randrange(len(genuine.sheet.rows))
    row = genuine.sheet.rows[at]
    value = chance.choice(values).replace("{}", row[name])
    lines[at] = (_text(row | {name: value}), frozenset({code}))
    return _made(genuine, lines)


def other_form(genuine: Genuine, chance: Random) -> Copy:
    """A line with a column more or less, a comma in an amount, stray quotes, nothing in it, far too much in it."""
    lines, at = _lines(genuine), chance.randrange(len(genuine.sheet.rows))
    text = lines[at][0]
    amount = genuine.sheet.rows[at][genuine.sheet.amount]
    thousands = f"{int(amount.partition('.')[0]):,}"
    lines[at] = chance.choice(
        (
            (f"{text},", frozenset({"columns"})),
            (text.rpartition(",")[0], frozenset({"columns"})),
            (text.replace(",", ";"), frozenset({"columns"})),
            (text.replace(",", "\t"), frozenset({"columns"})),
            (text.replace(amount, thousands), frozenset({"columns"})),
            (text.replace(amount, f'"{thousands}"'), frozenset({"amount_not_valid"})),
            (text.replace(amount, f'"{amount}'), frozenset({"quotes", "columns"})),
            (text.replace(amount, f'"{amount}"0'), frozenset({"quotes"})),
            (text.replace(amount, f'6"{amount}'), frozenset({"amount_not_valid"})),
            (f'"{text}"', frozenset({"columns"})),
            ("", frozenset({"empty"})),
            (text + "x" * LONGEST_LINE, frozenset({"too_long"})),
            ("Total" + "," * text.count(",") + "1", ANY),
            (_heading(genuine), ANY),
            (f"{len(lines)} transaksi", frozenset({"columns"})),
        )
    )
    return _made(genuine, lines)


def invisible(genuine: Genuine, chance: Random) -> Copy:
    """A character that nobody sees in the middle of a line."""
    lines, at = _lines(genuine), chance.randrange(len(genuine.sheet.rows))
    text = lines[at][0]
    place = chance.randrange(len(text))
    lines[at] = (text[:place] + chance.choice(_INVISIBLE) + text[place:], CONTROL)
    return _made(genuine, lines)


# ---------------------------------------------------------------- what is no settlement file


def other_heading(genuine: Genuine, chance: Random) -> Copy:
    names = list(genuine.sheet.columns)
    without = [name for name in names if name != genuine.sheet.amount]
    heading = chance.choice(
        (
            ",".join(without),
            ",".join([*names, genuine.sheet.amount]),
            ";".join(names),
            _heading(genuine).replace(genuine.sheet.amount, genuine.sheet.amount.swapcase()),
            _heading(genuine).replace(genuine.sheet.amount, f"{genuine.sheet.amount} "),
            _heading(genuine).replace("m", "м"),
            "\ufeff\ufeff" + _heading(genuine),
            '"' + _heading(genuine),
            _lines(genuine)[0][0],
        )
    )
    return _made(genuine, _lines(genuine), heading=heading)._replace(lines=None, refused=HEADING)


def other_file(genuine: Genuine, chance: Random) -> Copy:
    """Packed, in another alphabet, another kind of file, or far too long."""
    content = genuine.sheet.text().encode()
    text = content.decode()
    return chance.choice(
        (
            lambda: Copy(gzip.compress(content, mtime=0), refused=UTF8 | HEADING),
            lambda: Copy(text.encode("utf-16"), refused=UTF8),
            lambda: Copy(text.encode("utf-16-le"), refused=HEADING),
            lambda: Copy(text.encode("utf-32"), refused=UTF8),
            lambda: Copy(text.encode() + "Rp\u00a0650".encode("latin-1"), refused=UTF8),
            lambda: Copy(b"PK\x03\x04" + bytes(200), refused=HEADING),
            lambda: Copy(b"%PDF-1.7\n" + content, refused=HEADING),
            lambda: Copy(b"<html>" + content, refused=HEADING),
            lambda: Copy(b"", refused=HEADING),
            lambda: Copy(b"\r\n" + content, refused=HEADING),
            lambda: Copy(b"\0" + content, refused=HEADING),
            lambda: Copy(content[: len(content) // 2] + b"\xc3\x28" + content, refused=UTF8),
            lambda: Copy(content + bytes(10 * 1024 * 1024 - len(content)), refused=TOO_LARGE),
            lambda: Copy(content + b"\n" * (LARGEST_FILE + 1 - len(content)), refused=TOO_LARGE),
        )
    )()


# ---------------------------------------------------------------- what nobody has thought of


def torn(genuine: Genuine, chance: Random) -> Copy:
    """Bytes flipped, lost, put in, exchanged, or the end cut off, anywhere."""
    content = bytearray(genuine.sheet.text().encode())
    act = chance.randrange(6)
    at, other = sorted(chance.sample(range(len(content)), 2))
    if act == 0:
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif act == 1:
        del content[at : min(other, at + chance.randint(1, 40))]
    elif act == 2:
        content[at:at] = chance.randbytes(chance.randint(1, 4))
    elif act == 3:
        content[at], content[other] = content[other], content[at]
    elif act == 4:
        del content[at:]
    else:
        content[at:at] = content[other : other + 60]
    return Copy(bytes(content))


#: What nobody has thought of comes as often as all that somebody has.
MUTATIONS: tuple[Mutation, ...] = (
    *(unchanged, respelt, reordered, shortened, of_another_month),
    *(repeated, other_form, invisible, other_heading, other_file),
    *(other_value,) * 5,
    *(torn,) * 9,
)
