from django.urls import path

from . import views

app_name = "customers"
urlpatterns = [path("einwilligungen/", views.consents, name="consents")]
