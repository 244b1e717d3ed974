"""A place in a row of words, and what is done there."""

from __future__ import annotations

from .tokens import FeelSyntaxError, Token


class Cursor:
    """Reads words one by one. Raises ``FeelSyntaxError`` with the word that is out of place."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0

    @property
    def word(self) -> str:
        if self.place >= len(self.tokens):
            return ""
        token = self.tokens[self.place]
        return "" if token.kind == "string" else token.text

    @property
    def token(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def next(self) -> Token:
        token = self.token
        if token is None:
            raise FeelSyntaxError("end of text")
        self.place += 1
        return token

    def take(self, *words: str) -> str:
        """The next word where it is one of ``words``, else empty."""
        word = self.word
        if not word or word not in words:
            return ""
        self.place += 1
        return word

    def want(self, word: str) -> None:
        if not self.take(word):
            raise FeelSyntaxError(self.word or "end of text")

    def end(self) -> None:
        if self.token is not None:
            raise FeelSyntaxError(self.token.text)

    def peek(self) -> str:
        """The sign after the next word, or empty."""
        after = self.tokens[self.place + 1] if self.place + 1 < len(self.tokens) else None
        return after.text if after is not None and after.kind == "op" else ""
