import pytest

from allmende.base.customers.actions import customer_for_user
from allmende.base.identity.actions import confirm_email
from allmende.base.identity.models import EmailChange
from allmende.base.identity.tests.factories import make_citizen


@pytest.mark.usefixtures("tenant")
def test_a_customer_is_written_to_at_the_accounts_new_address() -> None:
    user = make_citizen()
    customer = customer_for_user(user)
    confirm_email(change=EmailChange.objects.create(user=user, email="neu@example.org"))
    customer.refresh_from_db()
    assert customer.email == "neu@example.org"
