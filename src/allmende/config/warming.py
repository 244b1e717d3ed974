"""What a web process prepares in the background, so that nobody waits for it: the search's index."""

from __future__ import annotations

import logging
from threading import Thread

from django.db import DatabaseError, connection

from allmende.base.directory.search import INDEXES_KEPT, service_index
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant

logger = logging.getLogger(__name__)


def begin_warming() -> None:
    """Build the indexes of as many municipalities as a process keeps, while it already answers."""
    Thread(target=warm, name="warming", daemon=True).start()


def warm() -> None:
    """Build the indexes; what fails here is built by the first search, as without this."""
    try:
        for tenant in Tenant.objects.order_by("created_at")[:INDEXES_KEPT]:
            with use_tenant(tenant):
                service_index()
    except DatabaseError:
        logger.info("The search indexes could not be prepared.", exc_info=True)
    finally:
        connection.close()
