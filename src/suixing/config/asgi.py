"""The web site as an ASGI application."""

import os

import django
from django.core.handlers.asgi import ASGIHandler

from suixing.web.body_limit import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suixing.config.settings")
django.setup(set_prefix=False)
application = BodyLimit(ASGIHandler())
