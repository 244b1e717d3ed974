from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "allmende.base.signatures"
    label = "signatures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.messages.kinds import mail_kinds
        from allmende.base.records.finishing import finishers

        from . import checks, menu, tasks  # noqa: F401 — what registers itself
        from .checking import reactions
        from .contrib import csc, pkcs11, pkcs12
        from .cosigning import mails, personal_data  # noqa: F401
        from .cosigning import tasks as cosigning_tasks  # noqa: F401
        from .seals.finisher import Sealing
        from .seals.stores import key_stores

        reactions.watch()
        for kind in (mails.INVITATION, mails.REMINDER, mails.RECEIPT):
            mail_kinds.register(kind)
        for store in (pkcs12.STORE, pkcs11.STORE, csc.STORE):
            key_stores.register(store)
        finishers.register(Sealing())
