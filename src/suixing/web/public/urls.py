"""Addresses of the public pages. None holds a value: what is in an address ends up in logs and histories."""

from django.urls import path

from suixing.web.public import language, office, views
from suixing.web.public.procedures import PROCEDURES

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures/", views.procedures, name="procedures"),
    *(
        path(f"procedures/{one.slug}/", views.procedure, {"slug": one.slug}, name=f"procedure_{one.slug}")
        for one in PROCEDURES
    ),
    path("office/", office.find_office, name="competent_office"),
    path("refusals/", views.refusals, name="refusals"),
    path("about/", views.about, name="about"),
    path("language", language.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
