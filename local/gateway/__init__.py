"""A payment gateway that speaks Midtrans' Core API, for the local cloud, tests and proofs.

It runs as a process of its own and shares no code with the product, so that its books (`books.py`) can
serve as the truth that the product's ledger is compared with. `python -m local.gateway --help` starts it.
"""
