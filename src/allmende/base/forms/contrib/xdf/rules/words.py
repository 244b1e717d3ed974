"""The vocabulary of rules: German phrases and what they mean to the grammar.

A phrase that stands for nothing (None) is noise. A word that is not listed makes the rule a case for review.
Longer phrases come first.
"""

from __future__ import annotations

import re

_NUMBERS = {"zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9}
_OF = r"(?:der|dieser|von\s+den)"
_COUNTS: list[tuple[str, str | None]] = [
    (rf"(?:{words})\s+(?:{name}|{number})\s+{_OF}", f"{token}_{number}")
    for words, token in (
        ("mindestens|wenigstens", "ATLEAST"),
        ("höchstens|maximal", "ATMOST"),
        ("genau", "EXACTLY"),
    )
    for name, number in _NUMBERS.items()
]

_CHARACTERS = r"(?:zeichen|stellen)(?:\s+lang)?"
_MORE, _LESS = r"(?:mehr|länger)\s+als", r"(?:weniger|kürzer)\s+als"
#: Lengths: the numbers in brackets go into the token.
_LENGTHS: list[tuple[str, str | None]] = [
    (rf"(?:zwischen\s+|von\s+)?(\d+)\s*(?:bis|und|-|–)\s*(\d+)\s+{_CHARACTERS}", "LEN_{}_{}"),
    (
        rf"(?:mindestens|wenigstens)\s+(\d+)\s+{_CHARACTERS}|nicht\s+{_LESS}\s+(\d+)\s+{_CHARACTERS}",
        "MINLEN_{}",
    ),
    (
        rf"(?:höchstens|maximal|max\.|bis\s+zu)\s+(\d+)\s+{_CHARACTERS}|nicht\s+{_MORE}\s+(\d+)\s+{_CHARACTERS}",
        "MAXLEN_{}",
    ),
    (rf"(?:(?:genau|exakt)\s+)?(\d+)\s+{_CHARACTERS}|(?:genau\s+|exakt\s+)?(\d+)\s?-?\s?stellig", "LEN_{}"),
    (r"(?:(?:genau|exakt)\s+)?(?:aus\s+)?(?:(?:genau|exakt)\s+)?(\d+)\s+ziffern", "DIGITS_{}"),
    *((rf"(?:genau\s+|exakt\s+)?{name}stellig", f"LEN_{number}") for name, number in _NUMBERS.items()),
    (r"(?:nur|ausschließlich)\s+(?:aus\s+)?ziffern", "ONLYDIGITS"),
    (
        r"(?:die\s+)?(?:zeichen)?länge\s+(?:von|des|der)(?:\s+(?:daten)?felde?s)?(?=\s+[„\"']?[FG]\d)",
        "LENGTHOF",
    ),
    (r"(?:die\s+|eine\s+)?länge\s+von(?=\s+(?:\w+\s+)?\d+\s+(?:zeichen|stellen))", None),
    (
        r"aus(?=\s+(?:genau\s+|exakt\s+|mindestens\s+|höchstens\s+|maximal\s+)?\d+\s+(?:zeichen|stellen))",
        None,
    ),
]

_PHRASES: list[tuple[str, str | None]] = [
    *_COUNTS,
    *_LENGTHS,
    # ranges and forms
    (r"(?:(?:in\s+dem|im)\s+bereich\s+)?zwischen", "BETWEEN"),
    (r"(?:(?:in\s+dem|im)\s+bereich\s+)?von(?=\s+(?:einschließlich\s+)?-?\d)", "FROM"),
    (r"bis\s+(?:einschließlich|inklusive|inkl\.)(?:\s+zum)?", "UPTO"),
    (r"bis(?:\s+zum)?(?=\s+-?\d)", "UPTO"),
    (r"\((?:jeweils\s+|beide\s+)?(?:einschließlich|inklusive|inkl\.|eingeschlossen)\)", "INCLUDED"),
    (r"(?:jeweils\s+|beide\s+)?(?:einschließlich|inklusive|inkl\.|eingeschlossen)", "INCLUDED"),
    (r"werten?(?=\s+(?:von|zwischen)\s)", None),
    (r"(?:den\s+|der\s+)?wert\s+(?:von|des|der)(?=\s+(?:(?:daten)?felde?s\s+)?[„\"']?[FG]\d)", None),
    (r"entsprechen|erfüllen|genügen", "MATCH"),
    (r"beginnen|anfangen", "BEGIN"),
    (r"enden", "END"),
    (r"enthalten|aufweisen|umfassen|bestehen|annehmen", "CONTAIN"),
    # explanations that follow a whole rule
    (r"d\.\s?h\.\s(?:[^.]|\.(?=\d)|z\.\s?b\.)*?verhindert werden[^.]*", "EXPLAIN"),
    (
        r"die validität des (?:sich ergebenden )?(?:kalender)?datums (?:sichergestellt|gewährleistet)",
        "VALIDDATE",
    ),
    # comparisons
    (r"größer(?:\s+oder)?\s+gleich(?:\s+als)?|mindestens\s+gleich", "GE"),
    (r"kleiner(?:\s+oder)?\s+gleich(?:\s+als)?|höchstens\s+gleich", "LE"),
    (r"(?:größer|höher|mehr)\s+als|größer", "GT"),
    (r"(?:kleiner|niedriger|geringer|weniger)\s+als|kleiner", "LT"),
    (r"ungleich|nicht\s+gleich", "NE"),
    (r"ist\s+gleich|gleich|entspricht|lautet", "EQ"),
    # quantities
    (r"(?:mindestens|wenigstens)\s+(?:eine[rsn]?|ein|1(?=\s+(?:der|dieser|von)))", "ATLEASTONE"),
    (r"(?:mindestens|wenigstens)(?=\s+\d)", "GE"),
    (r"(?:höchstens|maximal)(?=\s+\d)", "LE"),
    (r"(?:genau|nur)\s+(?:eine[rsn]?|ein)\s+(?:der|dieser|von\s+den)", "EXACTLYONE"),
    (r"(?:höchstens|maximal)\s+(?:eine[rsn]?|ein)\s+(?:der|dieser|von\s+den)", "ATMOSTONE"),
    (r"(?:eine[rs]|ein)\s+(?:der|dieser|von\s+den)", "ONEOF"),
    (r"alle(?:\s+(?:zwei|drei|vier|fünf|sechs|\d+))?", "ALL"),
    (r"entweder", "EITHER"),
    (r"weder", "NEITHER"),
    (r"noch(?=\s+(?:in\s+)?(?:das\s+|die\s+|den\s+)?(?:datenfeld\w*\s+|feld\w*\s+)?[„\"']?[FG]\d)", "NOR"),
    (r"keine[rs]?\s+(?:der|dieser|von\s+den)", "NONEOF"),
    (r"gleichzeitig|zugleich", "TOGETHER"),
    (
        r"(?:ein\s+|eine\s+)?optional(?:e[snr]?)?(?:\s+(?:datenfeld|feld|angabe)(?!\w))?|freiwillig",
        "OPTIONAL",
    ),
    (r"(?:nur|genau)\s+dann", "ONLY"),
    (r"(?<!wenn )(?:auch|ebenfalls|zusätzlich)(?!\s+(?:wenn|falls|bei|sofern|dann))", None),
    # what is required
    (
        r"als\s+(?:ein\s+)?pflicht(?:feldern|felder|feld|angaben|angabe|feldgruppen|feldgruppe|gruppe)?",
        "ASREQ",
    ),
    (
        r"(?:zu\s+einer|zur|zum|zu\s+einem|zu)\s+pflicht(?:feldern|felder|feld|angaben|angabe|feldgruppe|gruppe)",
        "TOREQ",
    ),
    (r"(?:ein\s+|eine\s+)?pflicht(?:felder|feld|angaben|angabe|feldgruppe|gruppe)?", "REQUIRED"),
    (r"verpflichtend|zwingend|erforderlich|obligatorisch|anzugeben|auszufüllen|zu\s+befüllen", "REQUIRED"),
    # prefilling
    (r"vorzubefüllen|vorzubelegen|vorbefüllt|vorbelegt|vorausgefüllt", "PREFILL"),
    (r"auszublenden", "TOHIDE"),
    (r"in\s+der\s+antragsstrecke|im\s+antrag|im\s+formular", None),
    # showing and hiding
    (r"mache\s+(?:sie|es|ihn|diese|dieses)", "MAKE"),
    (r"anzeigen|einblenden|darstellen", "DISPLAY"),
    (r"ausblenden", "CONCEAL"),
    (r"zeigen?|zeigt", "SHOW"),
    (r"aktivieren?", "ACTIVATE"),
    (r"deaktivieren?|verbergen?|verstecken?", "HIDE"),
    (r"blenden?", "BLEND"),
    (r"angezeigt|eingeblendet|sichtbar|aktiviert|anzuzeigen|einzublenden", "SHOWN"),
    (r"ausgeblendet|deaktiviert|verborgen|unsichtbar", "HIDDEN"),
    (r"erscheint|erscheinen", "APPEAR"),
    (r"aus(?=\s*(?:[.,;]|$|und\b|sonst\b))", "OFF"),
    (r"ein(?=\s*(?:[.,;]|$|und\b|sonst\b))", "ON"),
    (r"an(?=\s*(?:[.,;]|$|und\b|sonst\b))", "ON"),
    # states
    (r"unbefüllt|leer", "EMPTY"),
    (r"befüllt|ausgefüllt|gefüllt|angegeben|eingegeben|eingetragen|hochgeladen|beigefügt", "FILLED"),
    (r"ausgewählt|gewählt|selektiert", "SELECTED"),
    (r"belegt|beantwortet", "SET"),
    # time
    (r"(?:das\s+)?(?:heutige[ns]?\s+datum|aktuelle[ns]?\s+datum|tagesdatum)|heute", "TODAY"),
    (r"in\s+der\s+zukunft", "FUTURE"),
    (r"in\s+der\s+vergangenheit", "PAST"),
    (r"nach\s+(?:dem|der|den)|nach", "AFTER"),
    (r"vor\s+(?:dem|der|den)|vor", "BEFORE"),
    (r"liegen|liegt", "LIE"),
    # sums
    (r"(?:die\s+)?summe(?:\s+(?:aus|der|von))?", "SUM"),
    (r"ergeben|ergibt", "GIVES"),
    (r"überschreiten|übersteigen", "EXCEED"),
    (r"unterschreiten", "UNDERCUT"),
    # the skeleton
    (r"wenn|falls|sofern|sobald|bei", "IF"),
    (r"dann", "THEN"),
    (r"sonst|ansonsten|andernfalls|anderenfalls", "ELSE"),
    (r"und\s*/\s*oder", "OR"),
    (r"und|sowie", "AND"),
    (r"oder|bzw\.", "OR"),
    (r"nicht", "NOT"),
    (r"müssen|muss|muß", "MUST"),
    (r"dürfen|darf", "MAY"),
    (r"ist|sind|wird|werden|sein|wurde|wurden|betragen|beträgt|bleiben|bleibt", "BE"),
    (r"hat|haben|enthält", "HAS"),
    (r"wobei", "WHERE"),
    (r"nur", "ONLY"),
    (r"mit", "WITH"),
    # noise
    (r"(?:den|der)\s+wert|die\s+auswahl|auswahl|codes|code|wert", None),
    (r"datum(?=\s*[„\"]?\s*[FG]\d)", None),
    (r"datenfeldgruppen?|feldgruppen?|gruppen?", None),
    (r"datenfeldern?|datenfelde?s?|feldern?|felde?s?", None),
    (r"das|die|der|dem|den|des|in|im|es|sie|folgende[nrs]?|als|ein(?:e[nrs]?)?", None),
]

VOCABULARY = [(re.compile(rf"(?:{pattern})(?!\w)", re.IGNORECASE), token) for pattern, token in _PHRASES]
SYMBOLS = [
    (re.compile(r"<>|!==?|≠|=/="), "NE"),
    (re.compile(r"<=|≤"), "LE"),
    (re.compile(r">=|≥"), "GE"),
    (re.compile(r"={1,3}"), "EQ"),
    (re.compile(r"<"), "LT"),
    (re.compile(r">"), "GT"),
    (re.compile(r"\("), "LPAR"),
    (re.compile(r"\)"), "RPAR"),
    (re.compile(r","), "COMMA"),
    (re.compile(r";"), "SEMI"),
    (re.compile(r"\.(?=\s|$|[A-ZÄÖÜ])"), "DOT"),
    (re.compile(r"\+"), "PLUS"),
    (re.compile(r"&&"), "AND"),
    (re.compile(r"\|\|"), "OR"),
]
YES = {"ja", "wahr", "true", "yes"}
NO = {"nein", "falsch", "false", "no"}
TRUTH = re.compile(r"(?:ja|nein|wahr|falsch|true|false)(?!\w)", re.IGNORECASE)
YEARS = re.compile(r"jahren?(?:\s+alt)?(?!\w)", re.IGNORECASE)
#: Where an unknown name after an id has one of these, the words may mean something: not skipped.
MEANINGFUL = re.compile(
    r"(?<!\w)(?:summe|anzahl|alter|jahren?|mindestens|höchstens|ohne|außer|mehr|weniger|kein\w*|all\w*|nur"
    r"|plus|minus|zwischen|älter|jünger|vor|nach|seit|bis|oder|und|nicht|jede\w*|größer|kleiner|länge|wert)(?!\w)",
    re.IGNORECASE,
)


def keyword_at(text: str, place: int) -> tuple[str | None, int] | None:
    """(token or None for noise, end) of the phrase or symbol at ``place``, or None where there is none."""
    if place == 0 or not (text[place - 1].isalnum() or text[place - 1] == "_"):
        for pattern, token in VOCABULARY:
            if found := pattern.match(text, place):
                numbers = [number for number in found.groups() if number]
                return (token.format(*numbers) if token and numbers else token), found.end()
    for pattern, token in SYMBOLS:
        if found := pattern.match(text, place):
            return token, found.end()
    return None
