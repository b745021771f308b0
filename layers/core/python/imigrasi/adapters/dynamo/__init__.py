"""The one table. `items` maps objects to items; the stores hold the access patterns of docs/data."""
