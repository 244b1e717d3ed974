"""Where a seal's key lies: a file, a token, a remote service. A *key store* is a folder below ``contrib/``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.functional import Promise
from pydantic import BaseModel

from allmende.foundation.registry import Registry

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer


class KeyStoreError(Exception):
    """The key cannot be used; the message says why, in words for the administrator."""


class KeyStore(ABC):
    """A way to reach a signing key; register it from ``AppConfig.ready()``."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    #: secrets are ``SecretStr``, certificates and keys as files are base64 text
    settings: ClassVar[type[BaseModel]]

    @abstractmethod
    def fields(self) -> dict[str, forms.Field]:
        """The settings as fields for the administrator, by their names; a file becomes base64."""

    @abstractmethod
    def signer(self, settings: BaseModel) -> Signer:
        """Who signs, with the certificate and its issuers. Raises ``KeyStoreError``. Kept in the process."""


key_stores: Registry[KeyStore] = Registry("key store")
