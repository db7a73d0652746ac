"""Addresses of the operator of the exchange. A node's place stands in an address: it is public."""

from django.urls import path

from suixing.web.exchange import compared, issuers, stuck, views

urlpatterns = [
    path("", views.overview, name="exchange"),
    path("stuck/", stuck.stuck, name="exchange_stuck"),
    path("settle/", stuck.settle, name="exchange_settle"),
    path("issuers/", issuers.issuers, name="exchange_issuers"),
    path("traffic/", views.traffic, name="exchange_traffic"),
    path("statements/", compared.statements, name="exchange_statements"),
    path("statements/<uuid:number>/", compared.statement, name="exchange_statement"),
    path("statements/<uuid:number>/file/", compared.statement_file, name="exchange_statement_file"),
    path("nodes/<str:place>/", views.node, name="exchange_node"),
]
