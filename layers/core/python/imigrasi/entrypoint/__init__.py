"""What all handlers share: parsing requests, presenting answers, wiring use cases to adapters."""
