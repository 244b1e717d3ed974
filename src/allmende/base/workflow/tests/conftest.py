import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Findings and incidents are told in the reader's language; the rules here are checked in English."""
    with translation.override("en"):
        yield
