"""Every address of the node's web site."""

from django.urls import include, path

urlpatterns = [path("", include("suixing.web.public.urls"))]
