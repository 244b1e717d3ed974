from django.apps import AppConfig


class OnlinePaymentsConfig(AppConfig):
    name = "allmende.base.payments.online"
    label = "online_payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..paying_back import payers_back
        from ..ways import ways
        from . import tasks  # noqa: F401
        from .contrib.paypal import PayPal
        from .contrib.xbezahldienste import XBezahldienste
        from .menu import register_entries
        from .paying_back import OnlinePaysBack
        from .providers import providers
        from .ways import OnlineWay

        for provider in (XBezahldienste(), PayPal()):
            providers.register(provider)
            ways.register(OnlineWay(provider))
            if provider.pays_back:
                payers_back.register(OnlinePaysBack(provider))
        register_entries()
