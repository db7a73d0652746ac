"""Addresses of the public pages. None holds a value but a ticket's token: what is in an address ends up in logs."""

from django.urls import path

from suixing.web.public import language, office, scan, views
from suixing.web.public.procedures import PROCEDURES

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures/", views.procedures, name="procedures"),
    *(
        path(f"procedures/{one.slug}/", views.procedure, {"slug": one.slug}, name=f"procedure_{one.slug}")
        for one in PROCEDURES
    ),
    path("office/", office.find_office, name="competent_office"),
    # The one value in a public address: a token that ends after a quarter of an hour and opens nothing to be read.
    path("scan/<str:token>/", scan.scan, name="scan"),
    path("refusals/", views.refusals, name="refusals"),
    path("about/", views.about, name="about"),
    path("language", language.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
