"""Every address of the node's web site."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("suixing.web.public.urls")),
    path("", include("suixing.web.sign_in.urls")),
    path("desk/people/", include("suixing.web.person.urls")),
    path("me/", include("suixing.web.resident.urls")),
    path("desk/papers/", include("suixing.web.papers.urls")),
    path("", include("suixing.web.break_glass.urls")),
    path("desk/cases/", include("suixing.web.cases.urls")),
    path("desk/passes/", include("suixing.web.wallets.urls")),
    path("desk/", include("suixing.web.desk.urls")),
    path("intake/", include("suixing.web.intake.urls")),
    path("staff/", include("suixing.web.staff.urls")),
    path("supervisor/", include("suixing.web.supervisor.urls")),
    path("exchange/", include("suixing.web.exchange.urls")),
]
if settings.DEMO_FILE is not None:
    urlpatterns.append(path("demo/", include("suixing.web.demo.urls")))

handler400 = "suixing.web.errors.bad_request"
handler403 = "suixing.web.errors.forbidden"
handler404 = "suixing.web.errors.not_found"
handler429 = "suixing.web.errors.too_many"
handler500 = "suixing.web.errors.server_error"
