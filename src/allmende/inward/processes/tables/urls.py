from django.urls import path

from .views import columns, editing, publishing, reading, remarks, trial

app_name = "tables"
_ONE = "tabellen/<slug:key>/"
# An id of a decision is what another tool wrote; there may be a slash in it.
urlpatterns = [
    path("tabellen/", reading.listing, name="list"),
    path("neue-tabelle/", reading.new, name="new"),
    path(_ONE, reading.one, name="one"),
    path(f"{_ONE}datei/", reading.file, name="file"),
    path(f"{_ONE}kopie/", reading.copy, name="copy"),
    path(f"{_ONE}verwerfen/", reading.discard, name="discard"),
    path(f"{_ONE}werte/", reading.values, name="values"),
    path(f"{_ONE}bearbeiten/", editing.edit, name="edit"),
    path(f"{_ONE}zurueck/", editing.step_back, name="step_back"),
    path(f"{_ONE}spalte/<path:decision>/<slug:column>/", columns.column, name="column"),
    path(f"{_ONE}einstellungen/<path:decision>/", columns.decision, name="decision"),
    path(f"{_ONE}probe/", trial.trial, name="trial"),
    path(f"{_ONE}vergleich/", publishing.comparison, name="compare"),
    path(f"{_ONE}kommentare/", remarks.remarks, name="remarks"),
    path(f"{_ONE}veroeffentlichen/", publishing.publish, name="publish"),
]
