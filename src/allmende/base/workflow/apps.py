from importlib import import_module

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "allmende.base.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("allmende.base.workflow.tasks")
        import_module("allmende.base.workflow.calls").register()
        import_module("allmende.base.workflow.uses")
        actions = import_module("allmende.base.workflow.service_actions").service_actions
        for action in import_module("allmende.base.workflow.contrib").SERVICE_ACTIONS:
            actions.register(action)
