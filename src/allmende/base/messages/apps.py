from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "allmende.base.messages"
    label = "correspondence"  # Django has an app of the name "messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.customers.following import Follower, followers

        from . import tasks  # noqa: F401
        from .kinds import BUILT_IN, account_kinds, mail_kinds
        from .models import Conversation

        for kind in (*BUILT_IN, *account_kinds()):
            mail_kinds.register(kind)
        followers.register(Follower("conversations", Conversation))
