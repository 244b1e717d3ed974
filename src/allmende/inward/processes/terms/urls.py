from django.urls import path

from .views import editing, publishing, reading, trial

app_name = "terms"
_ONE = "verfahren/<slug:key>/"
urlpatterns = [
    path("verfahren/", reading.listing, name="list"),
    path(_ONE, reading.one, name="one"),
    path(f"{_ONE}bearbeiten/", editing.edit, name="edit"),
    path(f"{_ONE}zurueck/", editing.step_back, name="step_back"),
    path(f"{_ONE}probe/", trial.trial, name="trial"),
    path(f"{_ONE}vergleich/", publishing.comparison, name="compare"),
    path(f"{_ONE}veroeffentlichen/", publishing.publish, name="publish"),
    path(f"{_ONE}verwerfen/", publishing.discard, name="discard"),
]
