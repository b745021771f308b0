"""The content of a QRIS code: tags with lengths, and a checksum (EMVCo merchant-presented QR).

A scanner that follows the standard can read it; the merchant in it exists nowhere.
"""

#: ISO 18245: government services.
CATEGORY = "9399"


def qr_content(reference: str, amount: int) -> str:
    """A code for one payment of `amount` rupiah."""
    acquirer = _tag("00", "ID.CO.SIMULASI.WWW") + _tag("01", "936009140000000017") + _tag("02", reference)
    content = "".join(
        (
            _tag("00", "01"),
            _tag("01", "12"),  # for one payment only
            _tag("26", acquirer + _tag("03", "URE")),
            _tag("52", CATEGORY),
            _tag("53", "360"),
            _tag("54", str(amount)),
            _tag("58", "ID"),
            _tag("59", "IMIGRASI LEBONG SIMULASI"),
            _tag("60", "TUBEI"),
            _tag("61", "39264"),
            _tag("62", _tag("01", reference)),
            "6304",
        )
    )
    return f"{content}{checksum(content.encode()):04X}"


def checksum(content: bytes) -> int:
    """CRC-16/CCITT-FALSE, over everything up to and with the tag and length of the checksum itself."""
    register = 0xFFFF
    for byte in content:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ 0x1021 if register & 0x8000 else register << 1) & 0xFFFF
    return register


def _tag(name: str, value: str) -> str:
    return f"{name}{len(value):02d}{value}"
