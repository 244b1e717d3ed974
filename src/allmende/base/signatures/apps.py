from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "allmende.base.signatures"
    label = "signatures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.messages.kinds import mail_kinds

        from .cosigning import mails, tasks  # noqa: F401 — periodic work

        for kind in (mails.INVITATION, mails.REMINDER):
            mail_kinds.register(kind)
