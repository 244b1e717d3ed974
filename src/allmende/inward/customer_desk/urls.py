from django.urls import path

from .views import customer, mandates, merging, start

app_name = "customer_desk"
urlpatterns = [
    path("", start.start, name="start"),
    path("<uuid:customer_id>/", customer.customer, name="customer"),
    path("<uuid:customer_id>/aendern/", customer.change, name="change"),
    path("<uuid:customer_id>/zusammenfuehren/<uuid:other_id>/", merging.merge, name="merge"),
    path("<uuid:customer_id>/verschieden/<uuid:other_id>/", merging.different, name="different"),
    path("<uuid:customer_id>/vollmacht/", mandates.note, name="mandate"),
    path("<uuid:customer_id>/vollmacht/<uuid:mandate_id>/beenden/", mandates.end, name="mandate_end"),
    path("trennen/<uuid:merge_id>/", merging.undo, name="undo"),
]
