from django.urls import path

from .views import lines, plans, sheets

app_name = "connectivity"
PLAN = "plaene/<uuid:measure_id>/"
urlpatterns = [
    path("", lines.listed, name="lines"),
    path("anschluesse/<uuid:line_id>/", lines.one, name="line"),
    path("ende/", lines.ending, name="ending"),
    path("adressen/", lines.prices, name="prices"),
    path("plaene/", plans.listed, name="plans"),
    path(PLAN, plans.one, name="plan"),
    path(f"{PLAN}liste.csv", plans.export, name="plan_csv"),
    path(f"{PLAN}einlesen/", plans.take_over, name="plan_import"),
    path(f"{PLAN}pruefen/", plans.check, name="plan_check"),
    path(f"{PLAN}pruefung/", plans.results, name="plan_results"),
    path(f"{PLAN}<uuid:institution_id>/", sheets.staff_sheet, name="sheet"),
    path(f"{PLAN}<uuid:institution_id>/arbeitsblatt.pdf", sheets.staff_pdf, name="sheet_pdf"),
    path("arbeitsblatt/<str:token>.pdf", sheets.signed, name="signed_sheet"),
]
