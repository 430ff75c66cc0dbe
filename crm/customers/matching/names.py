"""How alike two names are: words in any order, with typos, left out, or contradicting each other."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from rapidfuzz.distance import OSA

from crm.customers.matching.words import Words

ALIKE = 0.7  # of two words: one edit in four letters, two in seven
CLOSE = 0.85  # of two whole names, when blanks stand elsewhere
SHORTEST_WHOLE = 5  # letters of a whole name in which one edit is forgiven though it is no CLOSE one
INITIAL = 0.9  # "J" and "John"
SHORTEST_PART = 4  # letters that a name must share with one that holds it


class Likeness(StrEnum):
    """What two names are to each other."""

    SAME = "same"
    ALIKE = "alike"  # but for typos
    PART = "part"  # one of them has words that the other leaves out
    MIXED = "mixed"  # they share words, and each has words of its own
    OTHER = "other"


ORDER = list(Likeness)


class NameMatch(NamedTuple):
    """A likeness, and how alike the words are that correspond (0 to 1)."""

    likeness: Likeness
    similarity: float

    @property
    def rank(self) -> tuple[int, float]:
        """The better of two matches has the smaller rank."""
        return ORDER.index(self.likeness), -self.similarity


def best_name_match(ones: Iterable[Words], others: Iterable[Words]) -> NameMatch:
    """Return the best match between any two of the names of two cards; each has at least one."""
    return min((match_names(*sorted(pair)) for pair in product(ones, others)), key=lambda match: match.rank)


@lru_cache(maxsize=65_536)
def match_names(one: Words, other: Words) -> NameMatch:
    """Compare two names, word by word and, as blanks may be missing, as a whole."""
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return NameMatch(Likeness.SAME, 1.0)
    by_words = _match_words(one, other)
    whole = _whole(one, other)
    if whole and by_words.likeness not in (Likeness.ALIKE, Likeness.PART):
        return NameMatch(Likeness.ALIKE, whole)
    if by_words.likeness is Likeness.OTHER and _holds("".join(one), "".join(other)):
        return NameMatch(Likeness.PART, 1.0)
    return by_words


def _whole(one: Words, other: Words) -> float:
    """How alike the names are with their blanks taken out; 0 where their numbers differ."""
    if _numbers(one) != _numbers(other):
        return 0.0
    here, there = "".join(one), "".join(other)
    similarity = OSA.normalized_similarity(here, there)
    one_edit = min(len(here), len(there)) >= SHORTEST_WHOLE and OSA.distance(here, there) <= 1
    return similarity if similarity >= CLOSE or one_edit else 0.0


def _numbers(words: Words) -> list[str]:
    return sorted(word for word in words if word.isdigit())


def _holds(one: str, other: str) -> bool:
    """Whether one name written without blanks begins or ends with the other."""
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST_PART and (long.startswith(short) or long.endswith(short))


def _match_words(one: Words, other: Words) -> NameMatch:
    """Pair the words that are most alike; what is left over on either side decides."""
    candidates = sorted(
        (
            (-similarity, here, there)
            for here, word in enumerate(one)
            for there, another in enumerate(other)
            if (similarity := word_similarity(word, another)) >= ALIKE
        ),
    )
    left_here, left_there = set(range(len(one))), set(range(len(other)))
    shared = weighed = 0.0
    for negative, here, there in candidates:
        if here in left_here and there in left_there:
            left_here.remove(here)
            left_there.remove(there)
            weight = max(len(one[here]), len(other[there]))
            shared += weight
            weighed -= negative * weight
    if not shared:
        return NameMatch(Likeness.OTHER, 0.0)
    likeness = _likeness(left_here, left_there)
    if likeness is Likeness.PART and shared < SHORTEST_PART:
        likeness = Likeness.OTHER
    return NameMatch(likeness, weighed / shared)


def _likeness(left_here: set[int], left_there: set[int]) -> Likeness:
    if left_here and left_there:
        return Likeness.MIXED
    return Likeness.PART if left_here or left_there else Likeness.ALIKE


def word_similarity(one: str, other: str) -> float:
    """Return how alike two words are, 0 to 1; numbers are alike only when they are equal."""
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[0] == other[0] else 0.0
    return OSA.normalized_similarity(one, other, score_cutoff=ALIKE)
