"""The one page for people: which orders there are and how far they got."""

from html import escape

from local.gateway.books import Order
from local.gateway.wire import jakarta

STATES = {"pending": "menunggu pembayaran", "settlement": "dibayar", "expire": "kedaluwarsa"}

PAGE = """<!doctype html>
<html lang="id">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Simulator gateway</title>
<style>
body{{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}}
table{{border-collapse:collapse;width:100%}}
th,td{{border-bottom:1px solid #999;padding:.5rem;text-align:left}}
</style>
<h1>Simulator gateway pembayaran</h1>
<p>Ini simulator: tidak ada uang sungguhan.</p>
{orders}
"""

TABLE = """<table>
<tr><th>Pesanan</th><th>Kode bayar (BNI)</th><th>Tagihan</th><th>Keadaan</th>
<th>Berlaku sampai (WIB)</th></tr>
{rows}
</table>"""


def render(orders: list[Order]) -> str:
    if not orders:
        return PAGE.format(orders="<p>Belum ada pesanan.</p>")
    return PAGE.format(orders=TABLE.format(rows="\n".join(_row(order) for order in reversed(orders))))


def _row(order: Order) -> str:
    state = STATES[order.status]
    if order.capture and order.capture.amount != order.amount:
        state += f" {_rupiah(order.capture.amount)}"
    cells = (
        order.order_id,
        order.va_number,
        _rupiah(order.amount),
        state,
        jakarta(order.expires_at),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _rupiah(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")
