from django.urls import path

from . import views

app_name = "records"
urlpatterns = [
    path("", views.template_list, name="templates"),
    path("<uuid:key>/", views.edit_template, name="edit_template"),
    path("<uuid:key>/vorschau/", views.preview_template, name="preview_template"),
]
