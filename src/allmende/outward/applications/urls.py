"""Applications: filling in, sending, and what became of them."""

from django.urls import path

from .views import acting, check, counter, later, mine, page, start, suggest
from .views import case as case_views

app_name = "applications"
urlpatterns = [
    path("antrag/<uuid:draft_id>/", start.go_on, name="draft"),
    path("schalter/", counter.choose, name="counter_choose"),
    path("schalter/<slug:key>/", counter.begin, name="counter"),
    path("antrag/<slug:key>/", start.start, name="start"),
    path("antrag/<uuid:draft_id>/antworten-pruefen/", check.check, name="check"),
    path("antrag/<uuid:draft_id>/ist-angekommen/", check.thanks, name="thanks"),
    path("antrag/<uuid:draft_id>/spaeter-weitermachen/", later.later, name="later"),
    path("antrag/<uuid:draft_id>/entwurf-loeschen/", later.discard, name="discard"),
    path("antrag/<uuid:draft_id>/<slug:page>/", page.page, name="page"),
    path("antrag/<uuid:draft_id>/<slug:page>/adressen/", suggest.addresses, name="suggest_addresses"),
    path("antrag/<uuid:draft_id>/<slug:page>/liste/", suggest.codes, name="suggest_codes"),
    path("entwurf/<str:token>/", later.resume, name="resume"),
    path("meine-antraege/", mine.mine, name="mine"),
    path("meine-antraege/<str:reference>/", case_views.case, name="case"),
    path("meine-antraege/<str:reference>/nachricht/", case_views.message, name="message"),
    path("meine-antraege/<str:reference>/rueckfrage/<uuid:question_id>/", case_views.answer, name="answer"),
    path("meine-antraege/<str:reference>/unterschrift/<uuid:signer_id>/", case_views.signer, name="signer"),
    path("meine-antraege/<str:reference>/vertretung/", acting.acting, name="acting"),
    path("meine-antraege/<str:reference>/zuruecknehmen/", case_views.withdraw, name="withdraw"),
    path("meine-antraege/<str:reference>/datei/<uuid:file_id>/", case_views.download, name="download"),
    path("antrag-ansehen/", mine.access, name="access"),
]
