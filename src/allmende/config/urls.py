"""Every address of the installation, by app."""

from django.urls import URLPattern, URLResolver, include, path

from .api import public
from .views import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("allmende.outward.applications.urls")),  # asked most, so looked at first
    path("", include("allmende.foundation.ui.urls")),
    path("api/v1/", public.urls),
    path("arbeitsplatz/verzeichnis/", include("allmende.inward.directory_desk.urls")),
    path("arbeitsplatz/kundschaft/", include("allmende.inward.customer_desk.urls")),
    path("arbeitsplatz/prozesse/", include("allmende.inward.processes.urls")),
    path("arbeitsplatz/prozesse/", include("allmende.inward.processes.tables.urls")),
    path("arbeitsplatz/prozesse/", include("allmende.inward.processes.terms.urls")),
    path("", include("allmende.provider.offers.urls")),
    path("arbeitsplatz/it/ressourcen/", include("allmende.provider.offers.resources.urls")),
    path("", include("allmende.provider.offers.orders.urls")),
    path("", include("allmende.provider.transitions.urls")),
    path("", include("allmende.provider.transitions.letters.urls")),
    path("", include("allmende.provider.transitions.windows.urls")),
    path("arbeitsplatz/it/netz/", include("allmende.provider.connectivity.urls")),
    path("arbeitsplatz/it/server/", include("allmende.provider.servers.urls")),
    path("arbeitsplatz/", include("allmende.inward.workplace.urls")),
    path("adressen/", include("allmende.base.addresses.urls")),
    path("", include("allmende.outward.website.urls")),
    path("konto/", include("allmende.base.identity.urls")),
    path("konto/", include("allmende.base.customers.urls")),
    path("", include("allmende.base.messages.urls")),
    path("", include("allmende.base.payments.urls")),
    path("", include("allmende.base.payments.online.urls")),
    path("", include("allmende.base.payments.invoices.urls")),
    path("", include("allmende.base.signatures.urls")),
    path("gestaltung/", include("allmende.base.forms.builder.urls")),
]

handler400 = "allmende.foundation.ui.views.bad_request"
handler403 = "allmende.foundation.ui.views.forbidden"
handler404 = "allmende.foundation.ui.views.not_found"
handler500 = "allmende.foundation.ui.views.server_error"
