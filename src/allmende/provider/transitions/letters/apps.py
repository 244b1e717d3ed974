from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "allmende.provider.transitions.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.messages.kinds import mail_kinds

        from . import reactions, tasks  # noqa: F401 - they register themselves
        from .mails import FORWARDED, LETTER

        mail_kinds.register(LETTER)
        mail_kinds.register(FORWARDED)
