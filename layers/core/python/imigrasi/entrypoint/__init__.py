"""What all handlers share: parsing requests, presenting answers, wiring use cases to adapters."""

import gc

# What a cold start loads stays for the life of the process. Looking for garbage among it as often as usual
# costs a twentieth of the start.
gc.set_threshold(50_000)
