"""Addresses of the public pages. None holds a value but a ticket's token: what is in an address ends up in logs."""

from django.urls import include, path

from suixing.web.public import (
    calendar_feed,
    complain,
    kept_page,
    language,
    office,
    on_behalf,
    passes,
    scan,
    status,
    today,
    views,
)
from suixing.web.public.procedures import PROCEDURES
from suixing.web.public.verifying.views import verify_pass, verify_worker

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures/", views.procedures, name="procedures"),
    *(
        path(f"procedures/{one.slug}/", views.procedure, {"slug": one.slug}, name=f"procedure_{one.slug}")
        for one in PROCEDURES
    ),
    path("office/", office.find_office, name="competent_office"),
    path("status/", status.status, name="status"),
    path("complain/", complain.complain, name="complain"),
    path("on-behalf/", on_behalf.on_behalf, name="on_behalf"),
    # The one value in a public address: a token that ends after a quarter of an hour and opens nothing to be read.
    path("scan/<str:token>/", scan.scan, name="scan"),
    # A token again: it ends by itself and tells how many cases are due, by day.
    path("calendar/<str:token>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    # The number of a list that stands in 131,072 passes.
    path("passes/status/<int:number>", passes.status_list, name="pass_status"),
    path("passes/trust", passes.trust, name="pass_trust"),
    path("passes/lists", passes.lists, name="pass_lists"),
    path(".well-known/jwt-vc-issuer", passes.jwt_vc_issuer, name="jwt_vc_issuer"),
    path("", include("suixing.web.public.wallet_urls")),
    path("verify/", verify_pass, name="verify_pass"),
    path("verify/service-worker.js", verify_worker, name="verify_worker"),
    path("kept/", kept_page.kept_page, name="kept_page"),
    path("kept/service-worker.js", kept_page.kept_worker, name="kept_worker"),
    path("refusals/", views.refusals, name="refusals"),
    path("about/", views.about, name="about"),
    path("today/", today.today, name="today"),
    path("language", language.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
