from django.apps import AppConfig


class WindowsConfig(AppConfig):
    name = "allmende.provider.transitions.windows"
    label = "windows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.messages.kinds import mail_kinds

        from . import mails, tasks  # noqa: F401 - declares jobs and periodic work

        mail_kinds.register(mails.FOLLOW)
        mail_kinds.register(mails.NEWS)
