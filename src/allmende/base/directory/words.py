"""Words that people use for what the official names call otherwise; a service's own synonyms come on top."""

from __future__ import annotations

#: official word (as it stands in a name) → what people type
EVERYDAY_WORDS: dict[str, str] = {
    "Abfall": "Müll",
    "Aufenthaltstitel": "Visum",
    "Bewohnerparkausweis": "Anwohnerparken Parkausweis",
    "Eheschließung": "heiraten Hochzeit Trauung",
    "Ehescheidung": "Scheidung",
    "Elterngeld": "Baby",
    "Fahrerlaubnis": "Führerschein",
    "Führerschein": "Fahrerlaubnis Lappen",
    "Fundsache": "Fundbüro verloren gefunden",
    "Geburtsurkunde": "Baby",
    "Gewerbe": "selbstständig Firma",
    "Grundsicherung": "Sozialhilfe Hartz",
    "Kinderbetreuung": "Kita Kindergarten",
    "Kindertageseinrichtung": "Kita Kindergarten",
    "Kraftfahrzeug": "Kfz Auto Pkw",
    "Meldebescheinigung": "Meldebestätigung",
    "Personalausweis": "Perso Ausweis",
    "Reisepass": "Pass",
    "Sperrmüll": "Möbel",
    "Sterbeurkunde": "Todesfall Tod",
    "Wohnberechtigungsschein": "WBS Sozialwohnung",
    "Wohnsitz": "umziehen Umzug ummelden Wohnung",
}


def everyday_words(name: str) -> str:
    """What people say for the official words in ``name``."""
    return " ".join(said for official, said in EVERYDAY_WORDS.items() if official in name)
