from django.urls import path

from .views import approve, ask, bills, desk, files, orders, placing

MINE = "einrichtung/<uuid:institution_id>/"
DESK = "arbeitsplatz/it/"

app_name = "orders"
urlpatterns = [
    path("einrichtung/bestellen/<slug:key>/", placing.choose, name="order_offer"),
    path("einrichtung/fragen/", ask.choose, name="ask_anything"),
    path("einrichtung/fragen/<str:about>/", ask.choose, name="ask_about"),
    path("einrichtung/zustimmen/<str:token>/", approve.by_link, name="approve"),
    path("einrichtung/vorgang/<str:reference>/", orders.of_case, name="of_case"),
    path(f"{MINE}bestellungen/", orders.orders, name="orders"),
    path(f"{MINE}bestellen/<slug:key>/", placing.new, name="new"),
    path(f"{MINE}ressourcen/<uuid:resource_id>/aendern/", placing.change, name="change"),
    path(f"{MINE}ressourcen/<uuid:resource_id>/beenden/", placing.end, name="end"),
    path(f"{MINE}bestellungen/<uuid:order_id>/", orders.order, name="order"),
    path(f"{MINE}bestellungen/<uuid:order_id>/abnahme/", orders.acceptance, name="acceptance"),
    path(f"{MINE}bestellungen/<uuid:order_id>/zurueckziehen/", orders.withdraw, name="withdraw"),
    path(f"{MINE}bestellungen/<uuid:order_id>/nachricht/", orders.message, name="message"),
    path(f"{MINE}bestellungen/<uuid:order_id>/zustimmung/<str:role>/", approve.logged_in, name="agree"),
    path(f"{MINE}fragen/", ask.questions, name="questions"),
    path(f"{MINE}fragen/<uuid:question_id>/", ask.question, name="question"),
    path(f"{MINE}datei/<uuid:file_id>/", files.download, name="file"),
    path(f"{MINE}abrechnungen/<uuid:bill_id>/<str:form>/", bills.mine, name="my_bill"),
    path(f"{DESK}fragen/", desk.answers, name="answers"),
    path(f"{DESK}fragen/<uuid:question_id>/", desk.publish, name="publish"),
    path(f"{DESK}bestellungen/<uuid:order_id>/ressource/", desk.attach, name="attach"),
    path(f"{DESK}abrechnungen/", bills.quarters, name="bills"),
    path(f"{DESK}abrechnungen/<str:quarter>/", bills.quarter, name="quarter"),
    path(f"{DESK}abrechnungen/<str:quarter>/land.csv", bills.state_list, name="state_list"),
    path(f"{DESK}abrechnung/<uuid:bill_id>/<str:form>/", bills.any_bill, name="bill"),
]
