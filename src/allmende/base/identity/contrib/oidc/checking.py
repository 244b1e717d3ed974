"""What is wrong with a configuration, in words for the administrator who wrote it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.foundation.outgoing import UnreachableError, call

from ...providers import RefusedError
from .config import OidcSettings
from .metadata import read_keys, read_metadata


def what_is_wrong(settings: OidcSettings) -> list[str]:
    """Sentences; none where a log-in can begin. Nothing is kept: each call asks the provider anew."""
    try:
        known = read_metadata(settings.issuer)
    except RefusedError as error:
        return [_unreachable(settings)] if error.reason == "unreachable" else [_misconfigured(settings)]
    said, found = known.document, []
    methods = said.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        found.append(
            _("The service does not support PKCE with S256, without which nobody is logged in here.")
        )
    signs = said.get("id_token_signing_alg_values_supported")
    if isinstance(signs, list) and not set(signs) & set(settings.algorithms):
        found.append(
            _("The service signs by %(theirs)s, but allowed are only %(ours)s.")
            % {"theirs": ", ".join(map(str, signs)), "ours": ", ".join(settings.algorithms)}
        )
    scopes = said.get("scopes_supported")
    unknown = [one for one in settings.scopes if isinstance(scopes, list) and one not in scopes]
    if unknown:
        found.append(_("The service does not name these scopes: %(names)s.") % {"names": ", ".join(unknown)})
    classes = said.get("acr_values_supported")
    strange = [one for one in settings.levels if isinstance(classes, list) and one not in classes]
    if strange:
        found.append(
            _("The service does not name these classes of log-in: %(names)s.") % {"names": ", ".join(strange)}
        )
    if settings.userinfo and not known.userinfo:
        found.append(_("Userinfo is to be asked for, but the service does not offer it."))
    try:
        if not read_keys(known.jwks):
            found.append(_("The service shows no keys, so nothing that it signs can be checked."))
    except RefusedError:
        found.append(_("The keys of the service cannot be read (%(address)s).") % {"address": known.jwks})
    return found


def _unreachable(settings: OidcSettings) -> str:
    try:
        answer = call("GET", settings.issuer.rstrip("/") + "/.well-known/openid-configuration", seconds=5)
    except (UnreachableError, ValueError):
        return _("The service does not answer. Check the address and whether this server may reach it.")
    if answer.status == 404:
        return _("At this address there is no configuration of an OpenID provider. Check the address.")
    return _("The service answers, but not with its configuration (status %(status)s).") % {
        "status": answer.status
    }


def _misconfigured(settings: OidcSettings) -> str:
    return _(
        "The configuration that lies there is not usable: it must name exactly the address %(issuer)s as its own "
        "(issuer), and https:// addresses for log-in, tokens and keys."
    ) % {"issuer": settings.issuer}


def missing_offices(settings: OidcSettings) -> list[str]:
    """Keys in the rules about staff that no office has."""
    keys = {rule.unit for rule in settings.staff.groups}
    known = set(Unit.objects.filter(key__in=keys).values_list("key", flat=True))
    missing = ", ".join(sorted(keys - known))
    return [_("There is no office with this key: %(keys)s.") % {"keys": missing}] if missing else []
