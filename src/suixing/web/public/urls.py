"""Addresses of the public pages."""

from django.urls import path

from suixing.web.public import language, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language", language.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
