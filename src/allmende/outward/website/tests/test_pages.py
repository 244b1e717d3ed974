import json
import re

import pytest

from allmende.base.addresses.tests.factories import make_addresses, make_area
from allmende.base.directory.actions import save_unit, set_responsibility
from allmende.base.directory.tests.factories import (
    make_many_services,
    make_office,
    make_service,
    make_topic,
    make_unit,
)
from allmende.base.identity.tests.factories import make_citizen
from allmende.foundation.events.types import SYSTEM


def page(client, address, language="de", **headers):
    return client.get(address, headers={"Accept-Language": language, **headers})


def text(client, address, language="de"):
    response = page(client, address, language)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def dog_tax(tenant):
    """A service with everything, and its office."""
    service = make_service(
        summary="Wer einen Hund hält, zahlt Steuer.", description="Erster Absatz.\n\n- Punkt", cost="102 Euro",
        processing_time="Eine Woche", deadline="Zwei Wochen", required_documents=["Personalausweis"],
        legal_basis=[{"name": "Hundesteuersatzung", "url": "https://example.org/satzung"}],
        life_situation=make_topic(), group="Hunde", group_key="10160", featured=1,
        translations={"en": {"name": "Dog tax", "cost": "102 euros"}},
    )  # fmt: skip
    set_responsibility(
        service=service, unit=make_office(phone="069 115", email="amt@example.org"), actor=SYSTEM
    )
    return service


def test_the_start_page_shows_search_frequent_services_and_life_situations(client, dog_tax):
    html = text(client, "/")
    assert 'role="search"' in html
    assert "Hundesteuer – Anmeldung" in html
    assert "/lebenslagen/tierhaltung/" in html


def test_a_service_page_answers_every_question(client, dog_tax):
    html = text(client, "/leistungen/hundesteuer-anmeldung/")
    for part in (
        "102 Euro",
        "Eine Woche",
        "Zwei Wochen",
        "Personalausweis",
        "Hundesteuersatzung",
        "069 115",
        "08:00",
    ):
        assert part in html


def test_it_speaks_english_too(client, dog_tax):
    html = text(client, "/leistungen/hundesteuer-anmeldung/", "en")
    assert "<h1" in html
    assert "Dog tax" in html
    assert "What it costs" in html
    assert "102 euros" in html


def test_texts_cannot_become_markup(client, tenant):
    make_service(
        "<script>1</script>", "x", description="<b>&", summary="</script><i>", cost="http://a.b/?x=<y>"
    )
    html = text(client, "/leistungen/x/")
    assert "<script>1" not in html
    assert "<b>" not in html
    assert "</script><i>" not in html


def test_machines_read_service_and_office(client, dog_tax):
    service = linked(text(client, "/leistungen/hundesteuer-anmeldung/"))
    office = linked(text(client, "/aemter/steueramt/"))
    assert service["@type"] == "GovernmentService"
    assert service["availableChannel"][0]["serviceLocation"]["telephone"] == "069 115"
    assert office["@type"] == "GovernmentOffice"
    assert office["address"]["streetAddress"] == "Markt 1"
    assert len(office["openingHoursSpecification"]) == 5


def linked(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])


def test_an_office_page_says_where_and_when_without_asking_others(client, dog_tax):
    html = text(client, "/aemter/steueramt/")
    assert "Montag bis Freitag" in html
    assert 'href="https://www.openstreetmap.org/?mlat=50.10000' in html
    assert "<iframe" not in html


def test_search_forgives_and_counts(client, dog_tax):
    html = text(client, "/suche/?q=hnud+anmleden")
    assert "1 Leistung zu" in html
    assert "/leistungen/hundesteuer-anmeldung/" in html


def test_a_search_that_finds_nothing_shows_other_ways_and_keeps_what_was_typed(client, dog_tax):
    html = text(client, "/suche/?q=qqqqq")
    assert "Nichts gefunden" in html
    assert 'value="qqqqq"' in html
    assert "/lebenslagen/tierhaltung/" in html


def test_suggestions_are_a_fragment_for_htmx_and_a_page_without(client, dog_tax):
    fragment = page(client, "/suche/vorschlaege/?q=hund", **{"HX-Request": "true"}).content.decode()
    assert fragment.startswith("<p")
    assert "hundesteuer-anmeldung" in fragment
    assert "<h1" in text(client, "/suche/vorschlaege/?q=hund")


@pytest.mark.parametrize("typed", ["", "%00", "a" * 5000, "%F0%9F%90%95", "'%22<>", "%ff"])
def test_no_search_text_breaks_the_page(client, dog_tax, typed):
    text(client, f"/suche/?q={typed}&audience=nobody")
    text(client, f"/suche/vorschlaege/?q={typed}")


def test_life_situations_and_subjects_lead_to_services(client, dog_tax):
    assert "/lebenslagen/tierhaltung/" in text(client, "/lebenslagen/")
    assert "hundesteuer-anmeldung" in text(client, "/lebenslagen/tierhaltung/")


def test_a_large_topic_is_shown_by_group_and_in_pages(client, tenant):
    topic = make_topic()
    for group, numbers in (("1", range(70)), ("2", range(70, 130))):
        names = [f"L{number:03}" for number in numbers]
        make_many_services(names, life_situation=topic, group=f"G{group}", group_key=group)
    html = text(client, "/lebenslagen/tierhaltung/")
    assert "70 Leistungen" in html
    first = text(client, "/lebenslagen/tierhaltung/?gruppe=1")
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert ("L059" in first, "L060" in first) == (True, False)
    assert "L069" in text(client, "/lebenslagen/tierhaltung/" + following)
    assert page(client, "/lebenslagen/tierhaltung/?gruppe=1&ab=unsinn").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "leistungen/x",
        "lebenslagen/x",
        "themen/x",
        "aemter/x",
        "lebenslagen/tierhaltung/?gruppe=x",
    ],
)
def test_what_is_not_there_is_not_found(client, dog_tax, address):
    assert page(client, f"/{address}{'' if '?' in address else '/'}").status_code == 404


def test_what_is_not_public_is_not_found(client, tenant):
    make_service(is_active=False)
    make_unit("geheim", is_public=False)
    assert page(client, "/leistungen/hundesteuer-anmeldung/").status_code == 404
    assert page(client, "/aemter/geheim/").status_code == 404


def test_another_municipality_shows_nothing_of_this_one(client, dog_tax, other_tenant):
    for address in ("/leistungen/hundesteuer-anmeldung/", "/aemter/steueramt/", "/lebenslagen/tierhaltung/"):
        assert page(client, address, host="kleinau.localhost").status_code == 404


@pytest.mark.parametrize("address", ["impressum", "datenschutz", "barrierefreiheit"])
def test_legal_pages_have_a_text_and_take_the_municipalitys_own(client, tenant, address):
    assert "Musterstadt" in text(client, f"/{address}/")
    key = {"impressum": "imprint", "datenschutz": "privacy", "barrierefreiheit": "accessibility"}[address]
    tenant.settings = {key: {"de": "## Eigener Text\n\nMit <b>Absatz</b>."}}
    tenant.save()
    from allmende.foundation.tenants.queries import forget_hosts

    forget_hosts()
    html = text(client, f"/{address}/")
    assert "Eigener Text</h2>" in html
    assert "<b>Absatz" not in html


def test_robots_and_sitemap_name_the_public_pages(client, dog_tax):
    robots = page(client, "/robots.txt").content.decode()
    sitemap = page(client, "/sitemap.xml").content.decode()
    assert "Sitemap: http://musterstadt.localhost/sitemap.xml" in robots
    for address in ("leistungen/hundesteuer-anmeldung", "aemter/steueramt", "lebenslagen/tierhaltung"):
        assert f"<loc>http://musterstadt.localhost/{address}/</loc>" in sitemap


def test_units_below_others_stand_below_them(client, tenant):
    city = make_unit("stadt")
    save_unit(key="amt", name="Amt", parent=city, actor=SYSTEM)
    html = text(client, "/aemter/")
    assert html.index("/aemter/stadt/") < html.index("/aemter/amt/")
    assert "/aemter/stadt/" in text(client, "/aemter/amt/")


def test_a_logged_in_visitor_gets_the_kept_page_below_her_own_header(client, dog_tax):
    path = "/leistungen/hundesteuer-anmeldung/"
    strangers = client.get(path).content.decode()
    client.force_login(make_citizen())
    mine = client.get(path).content.decode()
    assert "Abmelden" in mine
    assert "Abmelden" not in strangers
    assert mine.partition("</header>")[2] == strangers.partition("</header>")[2]
    client.logout()
    assert "Abmelden" not in client.get(path).content.decode()


def test_the_first_to_ask_may_be_logged_in(client, dog_tax):
    client.force_login(make_citizen())
    path = "/leistungen/hundesteuer-anmeldung/"
    assert "Abmelden" in client.get(path).content.decode()
    client.logout()
    assert "Abmelden" not in client.get(path).content.decode()


@pytest.fixture
def two_depots(tenant):
    """North and south look after their own roads."""
    make_addresses(("Nordweg", 1, ""), ("Südweg", 1, ""))
    service = make_service("Schlagloch melden", "schlagloch")
    for place, key in enumerate(("nord", "sued")):
        area = make_area(key, 499999.5 + place, 500000.5 + place)
        unit = make_unit(key, name=f"Bauhof {key}")
        set_responsibility(service=service, unit=unit, area=area, actor=SYSTEM)


def test_where_the_area_decides_the_page_asks_for_the_address(client, two_depots):
    html = text(client, "/leistungen/schlagloch/")
    assert "Straße und Hausnummer" in html
    assert '<section class="ws-office"' not in html


@pytest.mark.parametrize(("typed", "office"), [("Nordweg 1", "Bauhof nord"), ("südweg 1", "Bauhof sued")])
def test_the_address_finds_the_office(client, two_depots, typed, office):
    html = text(client, f"/leistungen/schlagloch/?q={typed}")
    assert f'aria-label="{office}"' in html
    assert html.count('<section class="ws-office"') == 1


def test_an_unknown_address_leaves_all_offices_to_choose_from(client, two_depots):
    html = text(client, "/leistungen/schlagloch/?q=Irgendwo 3")
    assert "nicht in unserem Verzeichnis" in html
    assert '<details class="ws-all" open>' in html


def test_businesses_find_their_matters_and_one_office_for_all(client, tenant):
    office = make_office("wirtschaft", name="Wirtschaftsbüro", phone="069 115")
    tenant.settings = {**tenant.settings, "single_contact": office.key}
    tenant.save()
    make_topic("gruenden", name="Gründen", audience="business")
    make_topic("umzug", name="Umzug")
    shown = text(client, "/unternehmen/")
    assert "Wirtschaftsbüro" in shown
    assert "069 115" in shown
    assert "Gründen" in shown
    assert "Umzug" not in shown
    assert "/unternehmen/" in text(client, "/")
