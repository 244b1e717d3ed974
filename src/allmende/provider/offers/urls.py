from django.urls import path

from .views import alternatives, catalogue, contacts, institutions, offers, portal, proposals

DESK = "arbeitsplatz/it/"

app_name = "offers"
urlpatterns = [
    path("it-dienste/", catalogue.catalogue, name="catalogue"),
    path("it-dienste/<slug:key>/", catalogue.offer, name="offer"),
    path("einrichtung/", portal.start, name="portal"),
    path("einrichtung/verknuepfen/", portal.link, name="link_account"),
    path("einrichtung/einladung/<str:token>/", portal.invitation, name="invitation"),
    path("einrichtung/<uuid:institution_id>/", portal.institution, name="portal_institution"),
    path("einrichtung/kontakt/<str:token>/", proposals.confirm, name="confirm_contact"),
    path("einrichtung/<uuid:institution_id>/kontakte/", proposals.contacts, name="own_contacts"),
    path("einrichtung/<uuid:institution_id>/kontakte/<uuid:contact_id>/", proposals.contact, name="own_contact"),
    path(DESK, offers.offers, name="offers"),
    path(f"{DESK}neues-angebot/", offers.new, name="new_offer"),
    path(f"{DESK}angebote/<slug:key>/", offers.edit, name="edit_offer"),
    path(f"{DESK}angebote/<slug:key>/eigenschaften/", offers.facts, name="edit_facts"),
    path(f"{DESK}angebote/<slug:key>/varianten/", offers.variants, name="edit_variants"),
    path(f"{DESK}angebote/<slug:key>/varianten/<uuid:variant_id>/", offers.variant, name="edit_variant"),
    path(f"{DESK}angebote/<slug:key>/nachfolge/", alternatives.alternatives, name="edit_alternatives"),
    path(f"{DESK}angebote/<slug:key>/nachfolge/neu/", alternatives.alternative, name="new_alternative"),
    path(
        f"{DESK}angebote/<slug:key>/nachfolge/<uuid:alternative_id>/",
        alternatives.alternative, name="edit_alternative",
    ),
    path(f"{DESK}einrichtungen/", institutions.institutions, name="institutions"),
    path(f"{DESK}einrichtungen/kontaktmeldungen/", proposals.waiting, name="contact_proposals"),
    path(f"{DESK}einrichtungen/neu/", institutions.new, name="new_institution"),
    path(f"{DESK}einrichtungen/<uuid:institution_id>/", institutions.institution, name="institution"),
    path(f"{DESK}einrichtungen/<uuid:institution_id>/aendern/", institutions.edit, name="edit_institution"),
    path(f"{DESK}einrichtungen/<uuid:institution_id>/ende/", institutions.end, name="end_institution"),
    path(f"{DESK}einrichtungen/<uuid:institution_id>/kontakt/", institutions.add_contact, name="add_contact"),
    path(f"{DESK}einrichtungen/kontakte/", contacts.contacts, name="contacts"),
    path(f"{DESK}einrichtungen/kontakte/<uuid:contact_id>/", contacts.contact, name="contact"),
    path(f"{DESK}einrichtungen/kontakte/<uuid:contact_id>/aendern/", contacts.edit, name="edit_contact"),
    path(f"{DESK}einrichtungen/kontakte/<uuid:contact_id>/ersetzen/", contacts.replace, name="replace_contact"),
    path(f"{DESK}einrichtungen/kontakte/<uuid:contact_id>/loeschen/", contacts.erase, name="erase_contact"),
    path(f"{DESK}einrichtungen/kontakte/<uuid:contact_id>/zugang/", contacts.account, name="contact_account"),
]  # fmt: skip
