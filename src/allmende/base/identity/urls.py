from django.urls import path

from .views import account, login, passwords, people, register, second_factor

app_name = "identity"
urlpatterns = [
    path("", account.account, name="account"),
    path("anmelden/", login.log_in, name="login"),
    path("anmelden/code/", login.enter_code, name="code"),
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
    path("geraete/<uuid:key>/abmelden/", account.end_other_session, name="end_session"),
    path("vertretung/", account.absence, name="absence"),
    path("vertretung/<uuid:key>/beenden/", account.end_own_absence, name="end_absence"),
    path("beschaeftigte/", people.people, name="people"),
    path("beschaeftigte/<uuid:key>/", people.person, name="person"),
    path("beschaeftigte/<uuid:key>/aendern/", people.change_person, name="change_person"),
    path("loeschen/", account.delete, name="delete"),
]
