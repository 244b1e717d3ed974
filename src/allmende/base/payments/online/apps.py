from django.apps import AppConfig


class OnlinePaymentsConfig(AppConfig):
    name = "allmende.base.payments.online"
    label = "online_payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..ways import ways
        from . import tasks  # noqa: F401
        from .contrib.paypal import PayPal
        from .contrib.xbezahldienste import XBezahldienste
        from .menu import register_entries
        from .providers import providers
        from .ways import OnlineWay

        for provider in (XBezahldienste(), PayPal()):
            providers.register(provider)
            ways.register(OnlineWay(provider))
        register_entries()
