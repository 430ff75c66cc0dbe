"""Whether two cards are the same customer: plain data in, a score with its reasons out (domain.md, D1.6).

No models, no settings, no database: `facts` is what goes in, `fingerprint` makes it comparable, `score`
compares, `keys` says which cards are worth comparing at all.
"""

from crm.customers.matching.facts import CardFacts, PlaceFacts
from crm.customers.matching.fingerprint import Fingerprint
from crm.customers.matching.keys import match_keys
from crm.customers.matching.score import Match, Reason, compare

__all__ = ["CardFacts", "Fingerprint", "Match", "PlaceFacts", "Reason", "compare", "match_keys"]
