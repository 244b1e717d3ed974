from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "allmende.provider.offers.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.cases.kinds import case_kinds
        from allmende.base.cases.sections import case_sections
        from allmende.base.messages.kinds import mail_kinds
        from allmende.base.payments.subjects import subject_rules
        from allmende.base.workflow.service_actions import service_actions
        from allmende.foundation.ui.navigation import navigation
        from allmende.provider.offers.documents import document_sources
        from allmende.provider.offers.sections import institution_sections, offer_sections, portal_sections

        from . import about, contrib, documents, reactions

        for kind in contrib.KINDS:
            case_kinds.register(kind)
        for action in contrib.SERVICE_ACTIONS:
            service_actions.register(action)
        for mail in contrib.MAILS:
            mail_kinds.register(mail)
        for section in contrib.pages.PORTAL:
            portal_sections.register(section)
        for own in contrib.pages.INSTITUTION:
            institution_sections.register(own)
        for public in contrib.pages.OFFER:
            offer_sections.register(public)
        for part in contrib.pages.CASES:
            case_sections.register(part)
        for source in documents.SOURCES:
            document_sources.register(source)
        for entry in contrib.pages.ENTRIES:
            navigation.register(entry)
        subject_rules.register(contrib.pages.SUBJECT)
        about.abouts.register(about.OFFER)
        reactions.connect()
