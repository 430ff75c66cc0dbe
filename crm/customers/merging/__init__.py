"""Two cards become one, and two again (domain.md, D1.6; docs/adr/0017).

`relations` finds the rows that point to a card, `moving` brings them over by the rules of the apps
(`registry`), `journal` writes and remembers, `differences` says what there is to choose.
"""

from crm.customers.merging import rules

__all__ = ["rules"]
