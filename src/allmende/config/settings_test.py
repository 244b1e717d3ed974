"""Settings for the tests: the real ones, with fast hashing, tasks at once and nothing outside a temporary folder."""

import os
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

os.environ.setdefault("ALLMENDE_SECRET_KEY", "test-" + "x" * 50)
os.environ.setdefault("ALLMENDE_DATA_KEY", Fernet.generate_key().decode())
os.environ.setdefault("ALLMENDE_VAR", tempfile.mkdtemp(prefix="allmende-test-"))
os.environ.setdefault("ALLMENDE_HOSTS", "*")

from .settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATICFILES_DIRS = [folder for folder in STATICFILES_DIRS if Path(folder).exists()]  # noqa: F405
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
