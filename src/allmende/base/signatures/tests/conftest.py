from __future__ import annotations

import base64
from urllib.request import urlopen

import pytest

from allmende.base.signatures.seals.actions import save_sealer
from allmende.base.signatures.seals.network import forget_failures
from allmende.foundation.kept import forget_all
from allmende.standins.pki import PASSWORD
from allmende.standins.running import running


@pytest.fixture(scope="session")
def trust_service():
    """The trust service's stand-in, started once."""
    with running("trust") as found:
        yield found


@pytest.fixture
def trust(trust_service):
    """The trust service, behaving; told otherwise by ``trust.misbehave``."""
    trust_service.misbehave()
    forget_failures()
    yield trust_service
    trust_service.misbehave()
    forget_failures()
    forget_all()


def read(trust, path: str) -> bytes:
    with urlopen(f"{trust.url}{path}") as answer:
        return answer.read()


@pytest.fixture
def key_file(trust):
    """Settings of the key store ``pkcs12``."""
    return {"file": base64.b64encode(read(trust, "/p12/seal")).decode(), "password": PASSWORD}


@pytest.fixture
def sealer(tenant, trust, key_file):
    """Musterstadt seals for the archive."""
    from allmende.base.signatures.contrib.pkcs12 import Settings

    return save_sealer(
        by=None, label="Siegel", store="pkcs12", settings=Settings(**key_file), level="B-LTA",
        tsa_url=f"{trust.url}/tsa",
    )  # fmt: skip
