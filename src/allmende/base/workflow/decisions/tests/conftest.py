import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Findings are compared with their msgids."""
    with translation.override("en"):
        yield
