"""Addresses of what the desk asks wallets. A request is typed and sent, never put into an address."""

from django.urls import path

from suixing.web.wallets import ask

urlpatterns = [path("ask/", ask.pass_ask, name="pass_ask")]
