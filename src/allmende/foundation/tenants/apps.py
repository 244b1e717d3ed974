from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class TenantsConfig(AppConfig):
    name = "allmende.foundation.tenants"
    label = "tenants"

    def ready(self) -> None:
        # Models cannot be imported before the apps are ready.
        from .context import tell_new_connection
        from .policies import apply_policies

        post_migrate.connect(apply_policies, dispatch_uid="allmende.tenants.policies")
        connection_created.connect(tell_new_connection, dispatch_uid="allmende.tenants.connection")
