"""A small in-process index that forgives typing errors and looks into German compounds.

Full-text engines find whole words; people type half a word, swap letters, or type "hund" and mean
"Hundesteuer". For some ten thousand short documents an index in memory does that in milliseconds, on every
database alike.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .folding import stem, words
from .matching import Vocabulary

K = TypeVar("K", bound=Hashable)
#: Fewer documents than this with every word: those with all words but one are shown behind them.
_FEW = 3
_FAVOUR = 0.12


@dataclass(frozen=True)
class Document(Generic[K]):
    """What is found under ``key``: titles, each a whole name of the thing, and weaker text beside them."""

    key: K
    titles: tuple[str, ...]
    text: tuple[tuple[str, float], ...] = ()
    boost: float = 0.0


@dataclass(frozen=True)
class Found(Generic[K]):
    """A document's key and how well it fits; larger is better."""

    key: K
    score: float


@dataclass
class _Scores:
    by_document: dict[int, float] = field(default_factory=dict)
    weight: float = 1.0


class FuzzyIndex(Generic[K]):
    """Built once from ``documents``, then only read; ``weak`` words ("apply") need not occur in one."""

    def __init__(self, documents: Iterable[Document[K]], *, weak: Collection[str] = ()) -> None:
        self._keys: list[K] = []
        self._titles: list[tuple[str, ...]] = []
        self._lengths: list[int] = []
        self._boosts: list[float] = []
        self._weak = {stem(word) for text in weak for word in words(text)}
        postings: dict[str, dict[int, float]] = defaultdict(dict)
        for number, document in enumerate(documents):
            self._add(number, document, postings)
        self._vocabulary = Vocabulary(postings)
        for part, compounds in self._vocabulary.parts.items():
            for compound in compounds:
                for number, weight in postings[compound].items():
                    postings[part][number] = max(postings[part].get(number, 0.0), weight * 0.8)
        self._postings = {word: tuple(rows.items()) for word, rows in postings.items()}

    def __len__(self) -> int:
        return len(self._keys)

    def _add(self, number: int, document: Document[K], postings: dict[str, dict[int, float]]) -> None:
        self._keys.append(document.key)
        self._titles.append(tuple(" ".join(words(title)) for title in document.titles))
        self._lengths.append(max(1, len(self._titles[-1][0].split()) if self._titles[-1] else 1))
        self._boosts.append(document.boost)
        weighted = [(title, 1.0 if place == 0 else 0.9) for place, title in enumerate(document.titles)]
        for text, weight in (*weighted, *document.text):
            for word in words(text):
                postings[word][number] = max(postings[word].get(number, 0.0), weight)

    def search(
        self,
        text: str,
        *,
        limit: int = 20,
        allowed: Collection[K] | None = None,
        favoured: Collection[K] = (),
    ) -> list[Found[K]]:
        """The best documents for what somebody typed; those that have every word come first.

        Only keys in ``allowed`` are found; those in ``favoured`` go before others that fit as well.
        """
        tokens = self._tokens(text)
        if not tokens:
            return []
        scored = [self._scores(token, forgiving=False) for token in tokens]
        ranked = self._rank(tokens, scored, text, allowed)
        complete = any(hits == len(tokens) for hits, _, _ in ranked)
        if not complete:
            scored = [self._scores(token, forgiving=True) for token in tokens]
            ranked = self._rank(tokens, scored, text, allowed)
        if favoured:
            ranked = [
                (hits, score + (_FAVOUR if self._keys[number] in favoured else 0.0), number)
                for hits, score, number in ranked
            ]
        ranked.sort(key=lambda row: (-row[0], -row[1], row[2]))
        return [Found(self._keys[number], hits + score) for hits, score, number in ranked[:limit]]

    def _tokens(self, text: str) -> list[str]:
        tokens = words(text)
        if len(tokens) > 1 and all(token.isdigit() for token in tokens):
            return ["".join(tokens)]  # a key, typed in groups
        strong = [token for token in tokens if stem(token) not in self._weak]
        tokens = strong or tokens
        return list(dict.fromkeys(part for token in tokens for part in self._vocabulary.split(token)))[:8]

    def _scores(self, token: str, *, forgiving: bool) -> _Scores:
        scores: dict[int, float] = {}
        for word, quality in self._vocabulary.matches(token, forgiving=forgiving):
            for number, weight in self._postings[word]:
                value = quality * weight
                if value > scores.get(number, 0.0):
                    scores[number] = value
        return _Scores(scores, math.log(2 + len(self._keys) / (1 + len(scores))))

    def _rank(
        self, tokens: list[str], scored: list[_Scores], text: str, allowed: Collection[K] | None
    ) -> list[tuple[int, float, int]]:
        """(how many tokens hit, score, document) of each document that has the most tokens."""
        total: dict[int, float] = defaultdict(float)
        hits: dict[int, int] = defaultdict(int)
        whole = sum(scores.weight for scores in scored)
        for scores in scored:
            for number, value in scores.by_document.items():
                total[number] += value * scores.weight / whole
                hits[number] += 1
        most = max(hits.values(), default=0)
        few = sum(1 for count in hits.values() if count == most) < _FEW
        wanted = {most, most - 1} - {0} if few else {most}
        typed = " ".join(words(text))
        return [
            (hits[number], score + self._bonus(number, typed, len(tokens)), number)
            for number, score in total.items()
            if hits[number] in wanted and (allowed is None or self._keys[number] in allowed)
        ]

    def _bonus(self, number: int, typed: str, count: int) -> float:
        titles = self._titles[number]
        bonus = self._boosts[number] + 0.25 * min(1.0, count / self._lengths[number])
        if typed in titles:
            bonus += 0.5
        elif any(title.startswith(typed) for title in titles):
            bonus += 0.15
        return bonus
