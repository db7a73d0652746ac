"""Addresses of one person's passes, below her record; what stands in them leads nowhere without it."""

from django.urls import path

from suixing.web.passes import acts, page, printed, scan
from suixing.web.wallets import offer

urlpatterns = [
    path("<int:account>/passes/", page.person_passes, name="person_passes"),
    path("<int:account>/passes/scan/", scan.person_pass_scan, name="person_pass_scan"),
    path("<int:account>/passes/<uuid:number>/", printed.person_pass, name="person_pass"),
    path("<int:account>/passes/<uuid:number>/wallet/", offer.person_pass_wallet, name="person_pass_wallet"),
    path("<int:account>/passes/<uuid:number>/<slug:act>/", acts.person_pass_act, name="person_pass_act"),
]
