from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "allmende.base.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.customers.following import Follower, followers
        from allmende.base.customers.mandates.scopes import SubjectNames, subject_names
        from allmende.base.customers.retention import holds as customer_holds
        from allmende.base.messages.kinds import mail_kinds
        from allmende.base.payments.subjects import SubjectRule, subject_rules
        from allmende.base.signatures.cosigning.people import contents
        from allmende.base.workflow.decisions.labels import SubjectLabels, subject_labels
        from allmende.base.workflow.service_actions import service_actions

        from . import (  # noqa: F401 — periodic work
            access,
            acting,
            contrib,
            decided,
            follow_up,
            holds,
            personal_data,
            reactions,
            reminders,
            signing,
            signing_reactions,
            uses,
        )
        from .kinds import case_kinds
        from .models import Case

        for kind in contrib.KINDS:
            case_kinds.register(kind)
        for action in contrib.SERVICE_ACTIONS:
            service_actions.register(action)
        mail_kinds.register(reminders.DEADLINES)
        subject_rules.register(SubjectRule("case", access.works_on, "workplace:case"))
        subject_labels.register(SubjectLabels("case", decided.labels_of_case))
        reactions.connect()
        signing_reactions.connect()
        contents.register(signing.READER)
        customer_holds.register(holds.HOLD)
        followers.register(Follower("cases", Case))
        subject_names.register(SubjectNames("case", acting.title_of))
