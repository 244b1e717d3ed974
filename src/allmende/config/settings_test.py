"""Settings for the tests: the real ones, with fast hashing, tasks at once and nothing outside a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

# Nothing that this machine's operator or developer has set may reach the tests; only the database is theirs to choose.
for _name in {name for name in os.environ if name.startswith("ALLMENDE_")} - {
    "ALLMENDE_DATABASE_URL",
    "ALLMENDE_ASSETS",
    "ALLMENDE_TEST_TOWN",
    "ALLMENDE_TEST_GENERATED",
    "ALLMENDE_UPDATE_SNAPSHOTS",
}:
    del os.environ[_name]
_var = tempfile.mkdtemp(prefix="allmende-test-")
Path(_var, "static").mkdir()
atexit.register(shutil.rmtree, _var, ignore_errors=True)
os.environ |= {
    "ALLMENDE_VAR": _var,
    "ALLMENDE_SECRET_KEY": "test-" + "x" * 50,
    "ALLMENDE_DATA_KEY": Fernet.generate_key().decode(),
    "ALLMENDE_HOSTS": "*",
}

from .settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATICFILES_DIRS = [folder for folder in STATICFILES_DIRS if Path(folder).exists()]  # noqa: F405
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as an installation has it: connections in memory share one cache and do not wait for each other.
    DATABASES["default"]["TEST"] = {"NAME": Path(_var, "test.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"] = {  # noqa: F405
        **SQLITE_OPTIONS,  # noqa: F405
        "init_command": SQLITE_OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF"),  # noqa: F405
    }
