"""A key on a token (SoftHSM stands in for the hardware) seals like any other."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from allmende.base.signatures.contrib.pkcs11 import Settings
from allmende.base.signatures.models import IssuedDocument
from allmende.base.signatures.seals.actions import save_sealer
from allmende.base.signatures.seals.stores import KeyStoreError
from allmende.standins.pki import PASSWORD

from .conftest import read
from .test_seals import a_decision

LIBRARIES = [
    "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
]  # fmt: skip
LIBRARY = next((name for name in LIBRARIES if Path(name).exists()), "")
pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
pytestmark = pytest.mark.skipif(
    not LIBRARY or not shutil.which("softhsm2-util"), reason="SoftHSM is not installed (softhsm2)"
)


@pytest.fixture
def token(tmp_path, monkeypatch, settings, trust):
    """A token with the seal's key; what the administrator types."""
    (tmp_path / "tokens").mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    key, certificate, others = pkcs12.load_key_and_certificates(read(trust, "/p12/seal"), PASSWORD.encode())
    file = tmp_path / "key.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for command in (
        ["--init-token", "--free", "--label", "siegel", "--pin", "1234", "--so-pin", "5678"],
        ["--import", str(file), "--token", "siegel", "--label", "key", "--id", "01", "--pin", "1234"],
    ):
        subprocess.run(["softhsm2-util", *command], check=True, capture_output=True)
    allowed = settings.ENVIRONMENT.model_copy(update={"seal_modules": LIBRARY})
    monkeypatch.setattr(settings, "ENVIRONMENT", allowed)
    chain = b"".join(one.public_bytes(Encoding.PEM) for one in (certificate, *others))
    return {
        "module": LIBRARY,
        "token": "siegel",
        "pin": "1234",
        "label": "key",
        "certificates": chain.decode(),
    }


def test_a_token_seals_and_the_key_stays_there(tenant, trust, token):
    settings = Settings(**token)
    save_sealer(
        by=None, label="Karte", store="pkcs11", settings=settings, level="B-LTA", tsa_url=f"{trust.url}/tsa"
    )
    assert IssuedDocument.objects.get(file=a_decision()).reached == "B-LTA"
    with pytest.raises(KeyStoreError, match="nicht benutzt werden"):
        save_sealer(
            by=None, label="x", store="pkcs11", level="B-B", settings=Settings(**{**token, "label": "none"})
        )
