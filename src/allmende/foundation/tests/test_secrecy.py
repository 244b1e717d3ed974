import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from pydantic import SecretStr

from allmende.foundation.secrecy import SealedError, seal, unseal


def use_keys(settings, *keys):
    update = {"data_key": SecretStr(",".join(keys))}
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=update)


def test_what_was_sealed_comes_back():
    assert unseal(seal({"name": "Müller"})) == {"name": "Müller"}


def test_the_text_shows_nothing():
    assert "ller" not in seal({"name": "Müller"})


def test_an_older_key_still_opens(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    use_keys(settings, old)
    text = seal([1])
    use_keys(settings, new, old)
    assert unseal(text) == [1]
    use_keys(settings, new)
    with pytest.raises(SealedError):
        unseal(text)


def test_without_a_key_nothing_is_written(settings):
    use_keys(settings)
    with pytest.raises(ImproperlyConfigured):
        seal([1])


@pytest.mark.parametrize(
    "change", [lambda text: text[:-8], lambda text: "A" + text[1:], lambda text: text + "!", lambda _: ""]
)
def test_what_was_tampered_with_does_not_open(change):
    text = seal({"name": "Müller"})
    while text.startswith("A"):
        text = seal({"name": "Müller"})
    with pytest.raises(SealedError):
        unseal(change(text))
