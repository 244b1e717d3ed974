from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "allmende.base.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .contrib import application, enquiry
        from .kinds import case_kinds

        for variant in (application, enquiry):
            case_kinds.register(variant.KIND)
