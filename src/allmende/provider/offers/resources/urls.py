from django.urls import path

from .views import editing, register

app_name = "resources"
urlpatterns = [
    path("", register.listed, name="list"),
    path("neu/", editing.new, name="new"),
    path("<uuid:key>/", register.one, name="one"),
    path("<uuid:key>/bearbeiten/", editing.change, name="change"),
    path("<uuid:key>/folgen/", register.end_of, name="reach"),
    path("<uuid:key>/beenden/", editing.end, name="end"),
    path("<uuid:key>/braucht/", editing.add, name="add"),
    path("<uuid:key>/braucht/<uuid:dependency>/entfernen/", editing.remove, name="remove"),
]
