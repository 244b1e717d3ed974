from django.urls import path

from . import views
from .mandates import views as mandates

app_name = "customers"
urlpatterns = [
    path("einwilligungen/", views.consents, name="consents"),
    path("handeln-fuer/", mandates.mandates, name="mandates"),
    path("handeln-fuer/neu/<slug:way>/", mandates.new, name="mandate_new"),
    path("handeln-fuer/<uuid:mandate_id>/beenden/", mandates.withdraw, name="mandate_withdraw"),
    path("handeln-fuer/frage/<str:token>/", mandates.answer, name="mandate_answer"),
]
