"""Who lives in this wallet: claims as the German PID has them (SD-JWT VC, ``urn:eudi:pid:de:1``)."""

from __future__ import annotations

from typing import Any

PEOPLE: list[dict[str, Any]] = [
    {
        "given_name": "Erika", "family_name": "Mustermann", "birth_family_name": "Gabler",
        "birthdate": "1964-08-12", "place_of_birth": {"locality": "Berlin"}, "nationalities": ["DE"],
        "address": {"street_address": "Heidestraße 17", "postal_code": "51147", "locality": "Köln", "country": "DE"},
        "age_equal_or_over": {"12": True, "14": True, "16": True, "18": True, "21": True, "65": False},
    },
    {
        "given_name": "Jonas", "family_name": "Beispiel", "birth_family_name": "Beispiel",
        "birthdate": "2010-03-02", "place_of_birth": {"locality": "Hanau"}, "nationalities": ["DE"],
        "address": {"street_address": "Lindenweg 3 a", "postal_code": "63450", "locality": "Hanau", "country": "DE"},
        "age_equal_or_over": {"12": True, "14": True, "16": True, "18": False, "21": False, "65": False},
    },
]  # fmt: skip
ISSUING = {"issuing_authority": "DE", "issuing_country": "DE"}
WORDS = {
    "given_name": "Vornamen", "family_name": "Familienname", "birth_family_name": "Geburtsname",
    "birthdate": "Geburtsdatum", "place_of_birth": "Geburtsort", "nationalities": "Staatsangehörigkeit",
    "address": "Anschrift", "age_equal_or_over": "Ob Sie ein bestimmtes Alter erreicht haben",
}  # fmt: skip
