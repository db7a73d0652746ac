"""The web site as an ASGI application."""

import os

import django
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suixing.config.settings")
django.setup(set_prefix=False)
application = ASGIHandler()
