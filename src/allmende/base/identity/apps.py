from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "allmende.base.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, menu, uses  # noqa: F401
        from .contrib.bundid.provider import BundIdProvider
        from .contrib.oidc.provider import OidcProvider
        from .contrib.saml.provider import SamlProvider
        from .contrib.wallet import tasks  # noqa: F401
        from .contrib.wallet.provider import WalletProvider
        from .providers import providers

        for provider in (BundIdProvider(), OidcProvider(), SamlProvider(), WalletProvider()):
            providers.register(provider)
