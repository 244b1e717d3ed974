from django.urls import URLPattern, URLResolver, include, path

from .providers import providers
from .views import (
    account,
    email,
    identify,
    login,
    passkeys,
    passwords,
    people,
    register,
    second_factor,
    services,
)

app_name = "identity"
#: each provider's own addresses, below the service that it stands behind
OF_PROVIDERS = [pattern for provider in providers for pattern in provider.urls()]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", account.account, name="account"),
    path("anmelden/", login.log_in, name="login"),
    path("anmelden/code/", login.enter_code, name="code"),
    path("anmelden/passkey/", passkeys.log_in, name="passkey_login"),
    path("anmelden/passkey/anfrage/", passkeys.ask_to_use, name="ask_to_use_passkey"),
    path("passkeys/neu/", passkeys.add, name="add_passkey"),
    path("passkeys/neu/anfrage/", passkeys.ask_to_make, name="ask_to_make_passkey"),
    path("passkeys/<uuid:key>/entfernen/", passkeys.remove, name="remove_passkey"),
    path("ausweisen/", identify.begin, name="identify"),
    path("dienste/<slug:service>/trennen/", identify.disconnect, name="disconnect"),
    path("dienste/<slug:service>/", include(OF_PROVIDERS)),
    path("abmelden/", login.log_out, name="logout"),
    path("registrieren/", register.register, name="register"),
    path("registrieren/<str:token>/", register.confirm, name="confirm"),
    path("kennwort/", passwords.change, name="change_password"),
    path("kennwort/vergessen/", passwords.reset, name="reset"),
    path("kennwort/neu/<str:token>/", passwords.new_password, name="new_password"),
    path("zweiter-schritt/", second_factor.set_up, name="second_factor"),
    path("zweiter-schritt/codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("zweiter-schritt/entfernen/", second_factor.switch_off, name="remove_second_factor"),
    path("daten/", account.change_data, name="change_data"),
    path("daten/herunterladen/", account.export, name="export"),
    path("email/", email.change_email, name="change_email"),
    path("email/<str:token>/", email.confirm, name="confirm_email"),
    path("geraete/abmelden/", account.end_all_other_sessions, name="end_other_sessions"),
    path("geraete/<uuid:key>/abmelden/", account.end_other_session, name="end_session"),
    path("vertretung/", account.absence, name="absence"),
    path("vertretung/<uuid:key>/beenden/", account.end_own_absence, name="end_absence"),
    path("anmeldedienste/", services.services, name="services"),
    path("anmeldedienste/neu/<slug:provider>/", services.add, name="add_service"),
    path("anmeldedienste/<uuid:key>/", services.service, name="service"),
    path("anmeldedienste/<uuid:key>/aendern/", services.change, name="change_service"),
    path("beschaeftigte/", people.people, name="people"),
    path("beschaeftigte/<uuid:key>/", people.person, name="person"),
    path("beschaeftigte/<uuid:key>/aendern/", people.change_person, name="change_person"),
    path("loeschen/", account.delete, name="delete"),
]
