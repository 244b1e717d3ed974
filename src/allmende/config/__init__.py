"""Settings, URLs, WSGI, system checks: the only place that knows every app."""
