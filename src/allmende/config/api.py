"""The API with every app's router."""

from allmende.base.addresses.api import router as addresses
from allmende.base.directory.api import router as directory
from allmende.foundation.api.api import public
from allmende.outward.applications.api import router as applications
from allmende.provider.offers.api import router as offers
from allmende.provider.transitions.windows.api import router as programmes

__all__ = ["public"]

public.add_router("", directory)
public.add_router("", addresses)
public.add_router("", applications)
public.add_router("", offers)
public.add_router("", programmes)
