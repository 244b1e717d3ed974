from django.urls import URLPattern, path

from .views import effects, measures, preview, programmes, revisions

app_name = "transitions"
STAFF = "arbeitsplatz/umstellungen/"
ONE = f"{STAFF}<uuid:programme_id>/"
urlpatterns: list[URLPattern] = [
    path(STAFF, programmes.programmes, name="programmes"),
    path(f"{STAFF}neu/", programmes.new_programme, name="new_programme"),
    path(ONE, programmes.programme, name="programme"),
    path(f"{ONE}texte/", programmes.texts, name="texts"),
    path(f"{ONE}offene-punkte/", programmes.open_point, name="open_point"),
    path(f"{ONE}ende/", programmes.end, name="end"),
    path(f"{ONE}massnahmen/neu/", measures.new_measure, name="new_measure"),
    path(f"{ONE}massnahmen/<slug:key>/", measures.measure, name="measure"),
    path(f"{ONE}massnahmen/<slug:key>/entfernen/", measures.drop_measure, name="drop_measure"),
    path(f"{ONE}vorschau/", preview.preview_page, name="preview"),
    path(f"{ONE}vorschau/liste/", preview.preview_list, name="preview_list"),
    path(f"{ONE}vorschau/<uuid:institution_id>/", preview.preview_of, name="preview_of"),
    path(f"{ONE}festhalten/", preview.fix, name="fix"),
    path(f"{ONE}betroffene/", effects.effects, name="effects"),
    path(f"{ONE}betroffene/<uuid:institution_id>/", effects.institution, name="institution"),
    path(f"{ONE}betroffene/<uuid:institution_id>/schritt/", effects.tick, name="tick"),
    path(f"{ONE}betroffene/<uuid:institution_id>/nachfolge/", effects.choose, name="choose"),
    path(f"{ONE}fassungen/", revisions.revisions, name="revisions"),
]
