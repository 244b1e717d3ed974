from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "allmende.provider.transitions.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.messages.kinds import mail_kinds
        from allmende.provider.offers.documents import document_sources
        from allmende.provider.offers.sections import portal_sections
        from allmende.provider.transitions.holders import HolderReader, holder_readers
        from allmende.provider.transitions.tabs import Tab, programme_tabs

        from . import reactions, tasks  # noqa: F401 - they register themselves
        from .access import read_holder
        from .mails import FORWARDED, LETTER
        from .views.portal import PORTAL, SOURCE

        for section in PORTAL:
            portal_sections.register(section)
        document_sources.register(SOURCE)
        holder_readers.register(HolderReader("page", read_holder))
        programme_tabs.register(Tab("letters", _("Letters"), "letters:notices", 50))
        mail_kinds.register(LETTER)
        mail_kinds.register(FORWARDED)
