"""Finding cards of the file that may be one customer (domain.md, D1.6)."""
