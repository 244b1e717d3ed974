"""From prose to tokens: ids with their names, codes with their labels, and the vocabulary.

Names and labels are known from the schema, so that a missing or wrong quotation mark does no harm.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping

from django.utils.translation import gettext_noop as _

from .errors import NotUnderstoodError
from .words import MEANINGFUL, TRUTH, YEARS, keyword_at

_OPEN = "\"'„“”‚‘’«»`"
_ID = r"[FG]\d{6,14}(?:\s?V\d+(?:\.\d+)*)?"
_REFERENCE = re.compile(rf"(?<!\w)(?:{_ID}\s*\.\s*)*{_ID}(?!\w)")
_STEP = re.compile(r"([FG]\d{6,14})")
_QUOTED = re.compile(
    r"\"([^\"„“”]*)\"|„([^„“”\"]*)[“”\"]|“([^“”]*)”|‚([^‘’']*)[‘’']|«([^»]*)»|»([^«]*)«|'([^'\n]*)'(?!\w)|‘([^’]*)’"
)
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_CODE = re.compile(r"(?:\d[\w\-]*(?:\.\d+)?|[A-Za-z][A-Za-z0-9_\-]{0,11})(?![\w])")
#: "1.", "a)", "–" before a sentence that begins with a condition
_BULLET = re.compile(
    r"(?:(?<=\n)|(?<=\A)|(?<=[.;]\s))[ \t]*(?:\d{1,2}[.)]|[a-z]\)|[-–•*])\s+(?=(?:wenn|falls|sofern|sobald)\b)",
    re.IGNORECASE,
)
#: A regular expression, called so: it is taken as it stands.
_PATTERN = re.compile(
    r"(?:(?:dem|einem|den)\s+)?(?:folgenden\s+)?(?:regulären\s+ausdruck|reg(?:ulä|ula)?r?e?\s?ex(?:p(?:ression)?)?)\s*:?\s+"
    r"(?:\"([^\"]+)\"|„([^“”\"]+)[“”\"]|'([^']+)'|(\S+))(?=\s|$|[.,;])",
    re.IGNORECASE,
)
#: German thousands: "1.000", "12.345.678,50"
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?(?!\w)")
_NEGATIVE = re.compile(r"-\d+(?:,\d+)?(?![\w.])")
#: Tokens that a value follows.
_BEFORE_VALUES = frozenset("EQ NE LT LE GT GE WITH ONLY HAS BETWEEN FROM UPTO".split())
#: Small words inside a name.
_SMALL = {
    "der",
    "die",
    "das",
    "des",
    "dem",
    "den",
    "im",
    "in",
    "von",
    "vom",
    "zu",
    "zum",
    "zur",
    "für",
    "aus",
    "auf",
}
_EURO = re.compile(r" ?(?:euro|eur|€)(?!\w)", re.IGNORECASE)
_BETWEEN = re.compile(r" ?[(–:] ?| ?- | ")
_CODE_BEHIND = re.compile(r" ?\( ?([\w\-]+) ?\)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?(?!\w)")


@dataclasses.dataclass(frozen=True)
class Reference:
    """Ids from the outermost group to the element."""

    path: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Value:
    """A value as written: the text or code, the label that stood beside it, and its unit."""

    text: str
    label: str = ""
    quoted: bool = False
    unit: str = ""


@dataclasses.dataclass
class Tokens:
    """``line``: the tokens as text for the grammar; references and values by their number in it."""

    words: list[str] = dataclasses.field(default_factory=list)
    starts: list[int] = dataclasses.field(default_factory=list)  #: where in ``text`` each word begins
    text: str = ""
    references: list[Reference] = dataclasses.field(default_factory=list)
    values: list[Value] = dataclasses.field(default_factory=list)

    @property
    def line(self) -> str:
        return " ".join(self.words)

    def wording(self, number: int) -> str:
        """The rule's own words from its token ``number`` on, cut short."""
        rest = self.text[self.starts[number] :] if 0 <= number < len(self.starts) else ""
        return rest if len(rest) <= 40 else rest[:40].rsplit(" ", 1)[0] + " …"


def _unknown(words: str) -> NotUnderstoodError:
    return NotUnderstoodError(_("“%(words)s” has no known meaning here"), {"words": words})


class Lexer:
    """``names``: id → names and labels of the element; ``labels``: labels of all codes in the schema."""

    def __init__(self, names: Mapping[str, Collection[str]], labels: Collection[str]) -> None:
        self.names = names
        self.labels = sorted({label for label in labels if len(label) > 1}, key=len, reverse=True)

    def read(self, text: str) -> Tokens:
        """The tokens of a rule; raises ``NotUnderstoodError`` at the first word that has no meaning here."""
        text = _BULLET.sub(" ", text.replace("\u200b", "").replace("\u00a0", " "))
        self.text = re.sub(r"\s+", " ", text).strip()
        self.tokens = Tokens(text=self.text)
        place = 0
        while place < len(self.text):
            start, count = place, len(self.tokens.words)
            place = self._step(place)
            self.tokens.starts += [start] * (len(self.tokens.words) - count)
        return self.tokens

    def _step(self, place: int) -> int:
        text = self.text
        if text[place] == " " or (text[place] == ":" and text[place : place + 2] in (": ", ":")):
            return place + 1
        if found := _REFERENCE.match(text, place):
            return self._reference(found)
        if found := _PATTERN.match(text, place):
            return self._pattern(found)
        if self._expects_value() and (end := self._value(place)):
            return end
        if text[place] in _OPEN and (end := self._named(place)):
            return end
        keyword = keyword_at(text, place)
        if keyword:
            again = keyword[0] == "IF" and self.tokens.words[-1:] == ["IF"]  # "wenn bei …"
            if keyword[0] and not again:
                self.tokens.words.append(keyword[0])
            return keyword[1]
        if end := self._value(place):
            return end
        if text[place] in _OPEN:
            return place + 1  # a mark without its partner
        word = re.match(r"\S+", text[place:])
        raise _unknown(word.group() if word else text[place])

    def _pattern(self, found: re.Match[str]) -> int:
        """A regular expression: as it stands, so it must be clear where it ends."""
        written = next(part for part in found.groups() if part)
        if " " in written or written.endswith((".", ",", ";")):
            raise _unknown(written)
        self.tokens.words.append("PATTERN")
        return self._add(Value(written, quoted=True), found.end())

    # -- references

    def _reference(self, found: re.Match[str]) -> int:
        path = tuple(_STEP.findall(found.group()))
        self.tokens.words.append(f"REF_{len(self.tokens.references)}")
        self.tokens.references.append(Reference(path))
        return self._skip_name(found.end(), path[-1])

    def _named(self, place: int) -> int | None:
        """A reference by name: ``"Name" (F00000000001)``, or a name in marks that only one element has."""
        quoted = self._quoted(place)
        if quoted is None:
            return None
        name, end = quoted[0].strip().casefold(), quoted[1]
        found = re.compile(rf" ?\( ?({_ID}) ?\)").match(self.text, end)
        if found:
            number = _STEP.findall(found[1])[0]
            if not self._similar(name, self.names.get(number, ())):
                named = {"id": number, "name": quoted[0].strip()}
                raise NotUnderstoodError(_("%(id)s is not called “%(name)s”"), named)
        else:
            same = [
                number for number, names in self.names.items() if name in {one.casefold() for one in names}
            ]
            if len(same) != 1 or same[0].startswith("S"):
                return None
            number = same[0]
        self.tokens.words.append(f"REF_{len(self.tokens.references)}")
        self.tokens.references.append(Reference((number,)))
        return found.end() if found else end

    def _skip_name(self, place: int, element: str) -> int:
        """The end of the name that may follow an id."""
        known = sorted(self.names.get(element, ()), key=len, reverse=True)
        start = self._spaces(place)
        wrapped = self.text[start : start + 1] == "(" and self.text[start + 1 : start + 2] in _OPEN
        inner = start + 1 if wrapped else start
        opened = inner < len(self.text) and self.text[inner] in _OPEN
        for name in known:
            if end := self._literal(inner + 1 if opened else inner, name):
                return self._close(end, wrapped)
        if opened and (quoted := self._quoted(inner)):
            if TRUTH.fullmatch(quoted[0].strip()) or quoted[0].strip() in self.labels:
                return place  # a value, not the name
            self._refuse_other(quoted[0].strip(), element)
            return self._close(quoted[1], wrapped, marks=False)
        end = self._unquoted_end(inner + 1 if opened else inner)
        words = self.text[inner:end].strip(f" {_OPEN}")
        if words and not self._similar(words, known) and not self._like_a_name(inner, end):
            raise _unknown(words)
        self._refuse_other(words, element)
        return end

    def _like_a_name(self, place: int, end: int) -> bool:
        """Whether what stands unmarked behind an id can only be an older name of the element: nouns, no word that
        narrows the sentence ("teilweise", "früher", "pro Jahr")."""
        rest: list[str] = []
        while place < end:
            keyword = keyword_at(self.text, place)
            if keyword and keyword[0] is None:
                place = keyword[1]
                continue
            found = re.compile(r"[^\s]+").match(self.text, place, end)
            if found:
                rest.append(found.group().strip(f"{_OPEN}(),.:;"))
            place = found.end() if found else place + 1
        words = [word for word in rest if word]
        if not words:
            return True
        plain = all(word[0].isupper() or word in _SMALL for word in words)
        return plain and words[0][0].isupper() and not MEANINGFUL.search(" ".join(words))

    def _refuse_other(self, words: str, element: str) -> None:
        """An id with the name of another element is a slip of the author: nobody knows which one is meant."""
        from rapidfuzz import fuzz

        similar = self._similar(words, self.names.get(element, ()))
        for other, names in self.names.items() if words else ():
            score = max((fuzz.ratio(words.casefold(), name.casefold()) for name in names), default=0.0)
            if other != element and (score == 100 or (score >= 90 and not similar)):
                raise NotUnderstoodError(_("%(id)s is not called “%(name)s”"), {"id": element, "name": words})

    def _literal(self, place: int, name: str) -> int | None:
        """The end of ``name`` at ``place``, whatever its case; it must end where a word ends."""
        end = place + len(name)
        if not name or self.text[place:end].casefold() != name.casefold():
            return None
        following = self.text[end : end + 1]
        return None if following.isalnum() and name[-1].isalnum() else end

    def _close(self, place: int, wrapped: bool, *, marks: bool = True) -> int:
        if marks and self.text[place : place + 1] and self.text[place] in _OPEN:
            place += 1
        return place + 1 if wrapped and self.text[place : place + 1] == ")" else place

    def _unquoted_end(self, place: int) -> int:
        """Where a name without (closing) marks ends: at the first word that means something."""
        depth = 0
        while place < len(self.text):
            if self.text[place] == "(":
                depth += 1
            elif self.text[place] == ")":
                if depth == 0:
                    return place
                depth -= 1
            elif _REFERENCE.match(self.text, place) or (depth == 0 and self._means_something(place)):
                return place
            place += 1
        return place

    def _means_something(self, place: int) -> bool:
        keyword = keyword_at(self.text, place)
        truth = self.text[place - 1] == " " and TRUTH.match(self.text, place)
        return bool((keyword and keyword[0]) or truth or _PATTERN.match(self.text, place))

    @staticmethod
    def _similar(words: str, names: Collection[str]) -> bool:
        """Whether ``words`` look like one of the names."""
        from rapidfuzz import fuzz

        return any(fuzz.ratio(words.casefold(), name.casefold()) >= 60 for name in names)

    # -- values

    def _expects_value(self) -> bool:
        words = self.tokens.words
        return (
            (bool(words) and words[-1] in _BEFORE_VALUES)
            or (
                len(words) > 1
                and words[-1] in {"OR", "AND", "LPAR", "COMMA"}
                and "VAL_" in " ".join(words[-3:])
            )
            or (bool(words) and words[-1] == "LPAR" and words[-2:-1] in (["EQ"], ["NE"]))
        )

    def _value(self, place: int) -> int | None:
        text = self.text
        if text[place] in _OPEN and (quoted := self._quoted(place)):
            label = quoted[0].strip()
            behind = _CODE_BEHIND.match(text, quoted[1]) if label in self.labels else None
            if behind:
                return self._add(Value(behind[1], label), behind.end())
            return self._add(Value(label, quoted=True), quoted[1])
        if text[place] in _OPEN and not self._expects_value():
            return None
        bare = place + 1 if text[place] in _OPEN else place
        if found := _DAY.match(text, bare):
            return self._add(Value(found.group()), found.end())
        if found := TRUTH.match(text, bare):
            return self._add(Value(found.group()), found.end())
        for label in self.labels:
            if end := self._literal(bare, label):
                return self._add(Value(label, quoted=True), end)
        return self._code(bare)

    def _code(self, place: int) -> int | None:
        """A code, perhaps with its label: ``003 "Ja"`` · ``001= Natürliche Person`` · ``18 Jahre``."""
        if number := _NEGATIVE.match(self.text, place):
            return self._add(Value(number.group()), number.end())
        found = _CODE.match(self.text, place)
        if found is None:
            return None
        if (big := _THOUSANDS.match(self.text, place)) and big.end() > found.end():
            return self._number(big)
        start = self._spaces(found.end())
        if found.group().isdigit() and (years := YEARS.match(self.text, start)):
            return self._add(Value(found.group(), unit="years"), years.end())
        return self._labelled(found, start) or self._plain(found)

    def _labelled(self, found: re.Match[str], start: int) -> int | None:
        """A code with its label behind "=", in marks, or without marks."""
        if self.text[start : start + 1] == "=" and self.text[start + 1 : start + 2] not in ("=", ""):
            start = self._spaces(start + 1)
            if self.text[start] not in _OPEN:
                end = self._unquoted_end(start)
                return (
                    self._add(Value(found.group(), self.text[start:end].strip()), end)
                    if end > start
                    else None
                )
        if self.text[start : start + 1] and self.text[start] in _OPEN:
            if quoted := self._quoted(start):
                return self._add(Value(found.group(), quoted[0].strip()), quoted[1])
            for label in self.labels:
                if stop := self._literal(start + 1, label):
                    return self._add(Value(found.group(), label), self._close(stop, wrapped=False))
        return self._bare_label(found.group(), found.end())

    def _plain(self, found: re.Match[str]) -> int | None:
        if number := _NUMBER.match(self.text, found.start()):
            return self._number(number)
        if found.group()[0].isdigit():
            return self._add(Value(found.group()), found.end())
        return None

    def _bare_label(self, code: str, place: int) -> int | None:
        """The end of a label without marks behind its code: ``001 (Allein)``, ``001 – Allein``, ``001: Allein``."""
        between = _BETWEEN.match(self.text, place)
        if between is None:
            return None
        wrapped = "(" in between.group()
        for label in self.labels:
            stop = self._literal(between.end(), label)
            if stop and (not wrapped or self.text[stop : stop + 1] == ")"):
                return self._add(Value(code, label), stop + 1 if wrapped else stop)
        return None

    def _number(self, found: re.Match[str]) -> int:
        """A number, perhaps with its unit: ``10.000 €``."""
        money = _EURO.match(self.text, found.end())
        unit = "euro" if money else ""
        return self._add(Value(found.group(), unit=unit), money.end() if money else found.end())

    def _quoted(self, place: int) -> tuple[str, int] | None:
        """The text in marks at ``place``; None where the closing mark is missing (it would swallow other parts)."""
        found = _QUOTED.match(self.text, place)
        if found is None:
            return None
        inner = next(part for part in found.groups() if part is not None)
        swallows = _REFERENCE.search(inner) or re.search(
            r"\b(?:dann|wenn|sonst)\b(?!\.)", inner, re.IGNORECASE
        )
        return None if swallows or not inner.strip() else (inner, found.end())

    def _add(self, value: Value, end: int) -> int:
        self.tokens.words.append(f"VAL_{len(self.tokens.values)}")
        self.tokens.values.append(value)
        return end

    def _spaces(self, place: int) -> int:
        while self.text[place : place + 1] == " ":
            place += 1
        return place
