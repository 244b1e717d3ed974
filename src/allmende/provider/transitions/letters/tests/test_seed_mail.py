"""The letters of the programme of 2021, beside the mail that announced it: all it says, none of its contradictions."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pytest
from pypdf import PdfReader

from allmende.base.messages.models import OutgoingEmail
from allmende.foundation.files.queries import open_file
from allmende.provider.transitions.letters.actions import release_notice
from allmende.provider.transitions.letters.models import Letter
from allmende.provider.transitions.mentions import find_dates
from allmende.provider.transitions.models import Measure
from allmende.provider.transitions.tests.belwue import SEED, make_world

from .factories import prepared, run

WHOLE = ""
MAIL, MOODLE, WEB, LINES = "E-Mail", "Lernplattform Moodle", "Hosting von Webauftritten", "Internetanschlüsse"
FILES, FILTER = "Dateiaustausch", "Jugendschutzfilter"
NO_ADVICE = "kein Nachfolgeangebot empfehlen: aus rechtlichen Gründen"
FREE = "weiterhin kostenlosen, reibungslosen Betrieb als Landeslösung"
#: Line by line, as the mail goes: (part of the letter, the mail's words, the letter's words).
FACTS = [
    (WHOLE, "Sie erhalten diese Nachricht als Kontaktperson", "Sie erhalten diese Nachricht als Kontaktperson von"),
    (WHOLE, "die einen der unten genannten Dienste", "mindestens einer der unten genannten Dienste genutzt"),
    (WHOLE, "innerhalb Ihrer Einrichtung zu kommunizieren", "innerhalb Ihrer Einrichtung weiter"),
    (WHOLE, "veränderte rechtliche Rahmenbedingungen", "Die rechtlichen Rahmenbedingungen ändern sich"),
    (WHOLE, "(u. a. Vergaberecht, Steuerrecht)", "Vergaberecht und im Steuerrecht"),
    (WHOLE, "in voller Auswirkung spätestens 2023", "voll wirksam wird das spätestens im Jahr 2023"),
    (WHOLE, "langfristige Perspektive für einen gesicherten Betrieb",
     "langfristige Perspektive für einen gesicherten Betrieb"),
    (WHOLE, "im Jahr 1997 zurückgehenden Kooperation", "1997: Vereinbarung der Ministerien"),
    (WHOLE, "nicht verlässlich dauerhaft erbringen", "können wir verlässlich und dauerhaft nicht bieten"),
    (WHOLE, "Konnektivität der Universitäten und Hochschulen", "Konnektivität der Universitäten und Hochschulen"),
    (WHOLE, "gefährdet werden, weil z. B. technische Kapazitäten des Rechenzentrums",
     "gefährdet, solange technische Kapazitäten des Rechenzentrums"),
    (WHOLE, "bereits 2019 im Einvernehmen mit dem Ministerium für Kultus", "2019: Das Ministerium für Wissenschaft"),
    (WHOLE, "Erhebung aller dafür notwendigen grundlegenden Informationen", "Die Erhebung ist abgeschlossen"),
    (WHOLE, "Davon sind Sie wie folgt betroffen", "Davon sind Sie wie folgt betroffen"),
    (MAIL, "bleiben vorerst unverändert bestehen", "bleiben vorerst unverändert bestehen"),
    (MOODLE, "bleiben vorerst unverändert bestehen", "bleibt vorerst unverändert bestehen"),
    (MAIL, "von einem anderen zentralen Dienstleister", "eine zentrale Plattform eines anderen Anbieters"),
    (MOODLE, "von einem anderen zentralen Dienstleister", "Ein anderer zentraler Anbieter übernimmt es"),
    (MAIL, "möglichst transparent und reibungslos", "so transparent und reibungslos wie möglich"),
    (MOODLE, "möglichst transparent und reibungslos", "so transparent und reibungslos wie möglich"),
    (MAIL, "sobald eine konkrete Migration ansteht", "sobald er ansteht"),
    (MAIL, "weiterhin kostenlosen reibungslosen Betrieb", FREE),
    (MOODLE, "weiterhin kostenlosen reibungslosen Betrieb", FREE),
    (MAIL, "Für Sie besteht kein Handlungsbedarf.", "Für Sie besteht kein Handlungsbedarf."),
    # Not so for a school whose homepage is its Moodle (B28), as it is here.
    (MOODLE, "Für Sie besteht kein Handlungsbedarf.", "Beim Dienst selbst müssen Sie nichts tun."),
    (WEB, "wird ab sofort nicht mehr von BelWü angeboten", "Der Verkauf wird am 30. April 2021 eingestellt."),
    (WEB, "Dies betrifft Homepage, Wiki, Foren, NextCloud,", "Homepage, Wiki, Foren, Nextcloud"),
    (WEB, "eigene selbstverwaltete Moodle-Auftritte", "selbst verwaltete Moodle-Auftritte"),
    (WEB, "in monatlichen Zeitfenstern zwischen 1.10.21 und 28.2.23",
     "in 17 monatlichen Zeitfenstern zwischen dem 1. Oktober 2021 und dem 28. Februar 2023"),
    (WEB, "Bitte bemühen Sie sich um einen Umzug", "Bitte bemühen Sie sich um einen Umzug Ihrer Webseiten"),
    (WEB, "einem von Ihnen festzulegenden Dienstleister", "zu einem Dienstleister, den Sie selbst wählen"),
    (WEB, "aus rechtlichen Gründen keine Empfehlung abgeben", NO_ADVICE),
    (WEB, "separat von der BelWü-Koordination informiert",
     "wann Sie an der Reihe sind, teilen wir Ihnen gesondert mit"),
    (LINES, "pädagogischen bzw. Verwaltungsnetzen per DSL/Kabel",
     "von pädagogischen Netzen und Verwaltungsnetzen über DSL oder Kabel"),
    (LINES, "wird ab sofort nicht mehr von BelWü angeboten", "Der Verkauf wird am 30. April 2021 eingestellt."),
    (LINES, "BelWü wird zum 31.7.22 diesen Dienst einstellen", "Der Dienst endet am 31. Juli 2022."),
    (LINES, "Nicht betroffen sind vorerst Anbindungen per Glasfaser",
     "Nicht betroffen: vorerst Anschlüsse über Glasfaser"),
    (LINES, "(Direktanschluss einer Schule oder eines städtischen Schulverbundes)",
     "(direkt von einer Schule oder einem städtischen Schulverbund)"),
    (LINES, "Knoten an einem Hochschulstandort", "Knoten an einem Hochschulstandort"),
    (WHOLE, "insbesondere die breitbandige Anbindung von Schulen weiterhin anbieten zu können",
     "wie Schulen weiterhin breitbandig angebunden werden können, klären die Ministerien, die kommunalen"),
    (LINES, "langfristig geschlossene Verträge z.B. Anmietung von Glasfasern",
     "Langfristig geschlossene Verträge, zum Beispiel über die Anmietung von Glasfasern, werden berücksichtigt"),
    (WHOLE, "Zusammenfassend bedeutet das für Sie:", "Zusammenfassend bedeutet das für Sie"),
    (FILES, "File Exchange Service (FEX)", "File Exchange Service"),
    (FILES, "zum Ende des Schuljahres 2021/2022 auslaufen", "Der Dienst endet am 31. Juli 2022."),
    (FILTER, "nur kommerzielle Dienste weitervermittelt (z.B. Jugendschutzfilter)",
     "den Jugendschutzfilter, ein Angebot eines anderen Herstellers"),
    (FILTER, "zum Ende des Schuljahres 2021/2022 auslaufen", "Der Dienst endet am 31. Juli 2022."),
    (LINES, "um einen alternativen Dienstleister bemühen", "Bitte bemühen Sie sich um einen anderen Anschluss"),
    (FILES, "um einen alternativen Dienstleister bemühen", "Bitte bemühen Sie sich um einen anderen Dienst"),
    (FILTER, "um einen alternativen Dienstleister bemühen", "Bitte schließen Sie selbst einen Vertrag"),
    (LINES, "keine Empfehlung für alternative Dienstleister", NO_ADVICE),
    (FILES, "keine Empfehlung für alternative Dienstleister", NO_ADVICE),
    (FILTER, "keine Empfehlung für alternative Dienstleister", NO_ADVICE),
    (MAIL, "bis diese geschlossen an eine zentrale Plattform", "geschlossen an eine zentrale Plattform"),
    (MAIL, "ist als Perspektive das Ende des Schuljahres 2021/2022", "zum 31. Juli 2022, vorbehaltlich"),
    (MAIL, "vorbehaltlich der Verfügbarkeit einer Zielplattform",
     "vorbehaltlich der Verfügbarkeit einer Zielplattform"),
    (MAIL, "jeweils rechtzeitig über die weiteren Schritte informiert", "Wir informieren Sie rechtzeitig"),
    (MAIL, "alle datenschutzrechtlichen Anforderungen erfüllen", "erfüllt alle datenschutzrechtlichen Anforderungen"),
    (MAIL, "mindestens den gleichen Servicegrad bieten", "mindestens den gleichen Servicegrad"),
    (MOODLE, "erfordert unsererseits umfangreiche Vorarbeiten", "erfordert umfangreiche Vorarbeiten"),
    (MOODLE, "zu gegebener Zeit über den Projektfortschritt informieren", "informieren Sie über den Fortschritt"),
    (MOODLE, "hinsichtlich seiner Zuverlässigkeit, seiner Performanz, seiner datenschutzrechtlichen",
     "zuverlässig, schnell, datenschutzgerecht"),
    (MOODLE, "dem gewohnten Servicegrad im Support", "mit dem gewohnten Servicegrad im Support"),
    (MOODLE, "nicht vor Sommer 2023", "nicht vor dem 1. Juli 2023"),
]  # fmt: skip


@dataclass(frozen=True)
class Texts:
    """A letter as its reader has it: e-mail, paper, and the parts of the e-mail by service."""

    email: str
    paper: str
    parts: dict[str, str]


@pytest.fixture
def letter(tenant: object) -> Texts:
    """What the head of the school gets that uses everything."""
    world = make_world()
    notice, second = prepared(world.programme)
    release_notice(notice=notice, by=second)
    run(notice)
    row = Letter.objects.get(institutions=[str(world.everything.pk)])
    email = OutgoingEmail.objects.get(pk=row.email_id)
    assert row.pdf is not None
    with open_file(row.pdf) as content:
        paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content.read())).pages)
    body = email.body.partition("Zusammenfassend")[0]
    pieces = re.split(r"^(\d)\. (.+)$", body, flags=re.MULTILINE)
    parts = dict(zip(pieces[2::3], (" ".join(text.split()) for text in pieces[3::3]), strict=True))
    return Texts(" ".join(email.body.split()), paper, parts)


def test_invariant_1_the_letter_has_all_that_the_mail_says(letter: Texts) -> None:
    assert [title.split(" über ")[0] for title in letter.parts] == [MAIL, MOODLE, WEB, LINES, FILES, FILTER]
    text = {title.split(" über ")[0]: part for title, part in letter.parts.items()} | {WHOLE: letter.email}
    assert [(part, ours) for part, _theirs, ours in FACTS if ours not in text[part]] == []
    paper = letters_of(letter.paper)
    assert [ours for _part, _theirs, ours in FACTS if letters_of(ours) not in paper] == []


def test_invariant_1_the_letter_has_none_of_the_mails_contradictions(letter: Texts) -> None:
    # The mail ends web hosting in windows up to 28.2.23, and also "zum Ende des Schuljahres 2021/2022".
    assert "Juli 2022" not in letter.parts[WEB]
    # People read "nicht vor Sommer 2023" as "spätestens Sommer 2023" and "bis Mitte 2023".
    assert not re.search("spätestens|bis Mitte|bis zum", letter.parts[MOODLE])
    for whole in (letter.email, letter.paper):
        assert not re.search("Schuljahr|Sommer|Mitte 2023", whole)


def test_invariant_1_each_day_in_the_letter_is_one_of_the_record(letter: Texts) -> None:
    measures = Measure.objects.prefetch_related("dates", "windows")
    days = {row.on for measure in measures for row in measure.dates.all()}
    for measure in measures:
        days |= {day for window in measure.windows.all() for day in (window.starts_on, window.ends_on)}
    mentioned = [mention for part in letter.parts.values() for mention in find_dates(part)]
    assert len(mentioned) > 8
    assert [mention for mention in mentioned if mention.first not in days] == []


@pytest.mark.skipif(not SEED.exists(), reason="the mail is not here")
def test_the_facts_are_those_of_the_mail() -> None:
    mail = " ".join(SEED.read_text("utf-8").split())
    assert [theirs for _part, theirs, _ours in FACTS if theirs not in mail] == []


def letters_of(text: str) -> str:
    """Without spaces and signs: paper breaks lines and words."""
    return re.sub(r"[^a-zäöüß0-9]", "", text.lower())
