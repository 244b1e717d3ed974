"""Cut KERN's font to the letters that pages need."""

from __future__ import annotations

import logging
from pathlib import Path

# German and English pages need the first set; names of people (DIN 91379) may need the second.
LATIN = "U+0020-007E,U+00A0-00FF,U+2013-2014,U+2018-201E,U+2022,U+2026,U+2039-203A,U+20AC,U+2190-2195,U+2713"
EXTENDED = "U+0100-024F,U+1E00-1EFF,U+02B9-02DD"
#: file of the package → weights that it serves
WEIGHTS = {"FiraSans-Regular": "400", "FiraSans-SemiBold": "500 700"}

_FACE = """@font-face {{ font-family: "Fira Sans"; font-style: normal; font-weight: {weight}; font-display: swap;
  src: url("{file}") format("woff2"); unicode-range: {range}; }}
"""


def build_fonts(source: Path, target: Path) -> str:
    """Write the cut fonts of folder ``source`` to ``target``, once; returns the style rules that name them."""
    rules = []
    for name, weight in WEIGHTS.items():
        for part, letters in (("latin", LATIN), ("extended", EXTENDED)):
            file = f"{name}-{part}.woff2"
            if not (target / file).exists():
                cut(source / f"{name}.woff2", target / file, letters)
            rules.append(_FACE.format(weight=weight, file=file, range=letters.replace(",", ", ")))
    return "".join(rules)


def cut(source: Path, target: Path, letters: str) -> None:
    """Write the part of font ``source`` that holds ``letters`` (ranges as in CSS) as WOFF2."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl"])
    options.hinting = False
    font = TTFont(source)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(letters.replace("U+", "")))
    cutter.subset(font)
    subset.save_font(font, target, options)


def write_document_fonts(source: Path, target: Path) -> None:
    """Write the whole font as TrueType to ``target``, once: PDFs are set with it, and their maker reads no WOFF2."""
    from fontTools.ttLib import TTFont

    target.mkdir(parents=True, exist_ok=True)
    for name in WEIGHTS:
        if not (target / f"{name}.ttf").exists():
            font = TTFont(source / f"{name}.woff2")
            font.flavor = None
            font.save(target / f"{name}.ttf")
