"""Which words of a vocabulary somebody may have meant."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from .folding import stem

#: Shorter words are too alike to guess.
_SHORTEST_GUESS = 4
_SHORTEST_INSIDE = 7
#: The beginnings of words are kept in these lengths, which most typed words have; others cost 2 ms.
_KEPT_LENGTHS = range(_SHORTEST_GUESS, 11)
_SHORTEST_PART = 4
#: Letters that German puts between the parts of a compound.
_JOINTS = ("", "s", "es", "n", "en", "e", "er")


class Vocabulary:
    """The folded words of an index, sorted, with the parts of its compounds.

    ``parts`` maps a part ("steuer") to the compounds ("hundesteuer") it was found in.
    """

    def __init__(self, known: Iterable[str]) -> None:
        vocabulary = set(known)
        self.parts = _compound_parts(vocabulary)
        self._words = sorted(vocabulary | self.parts.keys())
        self._set = set(self._words)
        self._text = "\n" + "\n".join(self._words) + "\n"
        self._heads = {length: self._heads_of(length) for length in _KEPT_LENGTHS}

    def matches(self, token: str, *, forgiving: bool) -> list[tuple[str, float]]:
        """(word, quality 0…1) for what was typed; guesses only where nothing fits, or when ``forgiving``."""
        best: dict[str, float] = {}
        for word, quality in self._direct(token):
            best[word] = max(best.get(word, 0.0), quality)
        if (forgiving or not best) and len(token) >= _SHORTEST_GUESS and not token.isdigit():
            for word, quality in self._guesses(token):
                best[word] = max(best.get(word, 0.0), quality)
            if not best and len(token) >= _SHORTEST_INSIDE:
                best.update(self._guesses_inside(token))
        return list(best.items())

    def split(self, token: str) -> tuple[str, ...]:
        """A compound that nobody wrote ("hundeanmeldung") as its known parts, else the token itself."""
        if len(token) < 2 * _SHORTEST_PART or self._beginning(token, 1) or self._beginning(stem(token), 1):
            return (token,)
        for cut in range(len(token) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            left, right = token[:cut], token[cut:]
            if self._is_word(right) and any(
                self._knows(left.removesuffix(joint)) for joint in _JOINTS if left.endswith(joint)
            ):
                return (stem(left), right)
        return (token,)

    def _knows(self, word: str) -> bool:
        return len(word) >= _SHORTEST_PART - 1 and bool(self._beginning(stem(word), 1))

    def _is_word(self, word: str) -> bool:
        root = stem(word)
        return any(stem(known) == root for known in self._beginning(root))

    def _beginning(self, head: str, limit: int = 100_000) -> list[str]:
        start = bisect_left(self._words, head)
        found = []
        for word in self._words[start : start + limit]:
            if not word.startswith(head):
                break
            found.append(word)
        return found

    def _direct(self, token: str) -> Iterator[tuple[str, float]]:
        root = stem(token)
        if token in self._set:
            yield token, 1.0
        for word in self._beginning(root if len(root) >= _SHORTEST_PART else token):
            if stem(word) == root:
                yield word, 0.95
            elif word.startswith(token):
                yield word, 0.6 + 0.3 * len(token) / len(word)
            else:
                yield word, 0.5 + 0.3 * len(root) / len(word)
        if len(root) >= _SHORTEST_PART:
            for word in self._containing(root):
                yield word, 0.4 + 0.3 * len(root) / len(word)

    def _containing(self, piece: str) -> Iterator[str]:
        at = self._text.find(piece)
        while at >= 0:
            start, end = self._text.rfind("\n", 0, at) + 1, self._text.find("\n", at)
            yield self._text[start:end]
            at = self._text.find(piece, end)

    def _guesses(self, token: str) -> Iterator[tuple[str, float]]:
        """Words that begin almost like ``token``: swapped, missing, additional or wrong letters."""
        allowed = 1 if len(token) < 8 else 2
        for length in range(len(token) - 1, len(token) + 2):
            heads = self._heads.get(length) or self._heads_of(length)
            close = process.extract(token, heads, scorer=OSA.distance, score_cutoff=allowed, limit=40)
            for head, distance, _ in close:
                for word in self._beginning(head):
                    rest = max(0, len(word) - length)
                    yield word, max(0.1, 0.75 - 0.15 * distance - 0.02 * min(rest, 12))

    def _guesses_inside(self, token: str) -> Iterator[tuple[str, float]]:
        """Longer words that hold something like ``token``: "parkauswies" for "bewohnerparkausweis"."""
        longer = [word for word in self._words if len(word) > len(token) + 2]
        close = process.extract(token, longer, scorer=fuzz.partial_ratio, score_cutoff=82, limit=20)
        return ((word, ratio / 250) for word, ratio, _ in close)

    def _heads_of(self, length: int) -> list[str]:
        """The different first ``length`` letters of all words; shorter words stand whole."""
        return list(dict.fromkeys(word[:length] for word in self._words if len(word) >= length - 1))


def _compound_parts(vocabulary: set[str]) -> dict[str, list[str]]:
    """Known words at the end of longer ones: {"steuer": ["hundesteuer", …]}."""
    parts: dict[str, list[str]] = {}
    known = {word for word in vocabulary if len(word) >= _SHORTEST_PART and not word.isdigit()}
    for word in vocabulary:
        if len(word) < 2 * _SHORTEST_PART or word.isdigit():
            continue
        for cut in range(3, len(word) - _SHORTEST_PART + 1):
            if word[cut:] in known:
                parts.setdefault(word[cut:], []).append(word)
    return parts
