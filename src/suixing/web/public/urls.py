"""Addresses of the public pages."""

from django.urls import path

from suixing.web.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
