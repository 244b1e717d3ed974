from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "allmende.foundation.calendar"
    label = "calendar"
