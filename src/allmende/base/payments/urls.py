from __future__ import annotations

from django.urls import URLPattern, path

from .views import claim, mandate, mine
from .views.treasury import bank, claims, closings, refunds, rules

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("konto/zahlungen/", mine.mine, name="mine"),
    path("zahlen/<str:key>/", claim.claim, name="claim"),
    path("zahlen/<str:key>/quittung/", claim.receipt, name="receipt"),
    path("zahlen/<str:key>/lastschrift/", mandate.mandate, name="mandate"),
    path("zahlen/<str:key>/<slug:way>/", claim.begin, name="begin"),
    path("arbeitsplatz/kasse/", claims.claims, name="treasury"),
    path("arbeitsplatz/kasse/forderungen/<uuid:claim_id>/", claims.claim, name="treasury_claim"),
    path("arbeitsplatz/kasse/forderungen/<uuid:claim_id>/<slug:step>/", claims.step, name="treasury_step"),
    path("arbeitsplatz/kasse/mahnungen/", claims.reminders, name="reminders"),
    path("arbeitsplatz/kasse/bank/", bank.bank, name="bank"),
    path("arbeitsplatz/kasse/bank/<uuid:line_id>/", bank.line, name="bank_line"),
    path("arbeitsplatz/kasse/abschluesse/", closings.closings, name="closings"),
    path("arbeitsplatz/kasse/abschluesse/<uuid:closing_id>/<slug:form>/", closings.export, name="closing"),
    path("arbeitsplatz/kasse/rueckzahlungen/", refunds.refunds, name="refunds"),
    path("arbeitsplatz/kasse/rueckzahlungen/<uuid:refund_run_id>/", refunds.order, name="refund_order"),
    path("arbeitsplatz/kasse/regeln/", rules.rules, name="rules"),
    path("arbeitsplatz/kasse/lastschriften/<uuid:run_id>/", closings.order, name="debit_order"),
]
