from django.urls import path

from .operating import credentials, migrating
from .operating import views as operating
from .views import documents, drawing, figures, handbook, listing, process_map, publishing, simulating, trial

app_name = "processes"
_ONE = "modelle/<slug:key>/"
#: Pages about one model stand below "modelle/", so that other pages of this app may take any other word.
urlpatterns = [
    path("", process_map.process_map, name="map"),
    path("zahlen/", figures.overview, name="all_figures"),
    path("zahlen/<slug:key>/", figures.figures, name="figures"),
    path("zahlen/<slug:key>/vergleich/", figures.comparison, name="figures_compare"),
    path("zahlen/<slug:key>/log/", figures.export, name="figures_export"),
    path("neu/", process_map.new, name="new"),
    path(_ONE, documents.model, name="model"),
    path(f"{_ONE}datei/", documents.file, name="file"),
    path("handbuch/", handbook.handbook, name="handbook"),
    path("handbuch.pdf", handbook.file, name="handbook_file"),
    path("betrieb/", operating.listing, name="instances"),
    path("betrieb/umstellen/", migrating.migrate, name="migrate"),
    path("betrieb/zugaenge/", credentials.listing, name="credentials"),
    path("betrieb/zugaenge/neu/", credentials.edit, name="credential_new"),
    path("betrieb/zugaenge/<uuid:credential_id>/", credentials.edit, name="credential"),
    path("betrieb/zugaenge/<uuid:credential_id>/loeschen/", credentials.delete, name="credential_delete"),
    path("betrieb/<uuid:instance_id>/", operating.one, name="instance"),
    path("betrieb/<uuid:instance_id>/werte/", operating.values, name="values"),
    path("betrieb/<uuid:instance_id>/<slug:do>/", operating.act, name="act"),
    path("vokabular.json", drawing.vocabulary, name="vocabulary"),
    path(f"{_ONE}zeichnen/", drawing.draw, name="draw"),
    path(f"{_ONE}stand/", drawing.state, name="state"),
    path(f"{_ONE}zurueck/", drawing.step_back, name="step_back"),
    path(f"{_ONE}element/<str:element>/", drawing.element, name="element"),
    path(f"{_ONE}schritte/", listing.steps, name="list"),
    path(f"{_ONE}vergleich/", publishing.comparison, name="compare"),
    path(f"{_ONE}probe/", trial.trial, name="trial"),
    path(f"{_ONE}simulation/", simulating.simulation, name="simulation"),
    path(f"{_ONE}kommentare/", publishing.remarks, name="remarks"),
    path(f"{_ONE}veroeffentlichen/", publishing.publish, name="publish"),
    path(f"{_ONE}angaben/", documents.facts, name="facts"),
]
