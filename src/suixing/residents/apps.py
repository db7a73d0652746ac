from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "suixing.residents"
    label = "residents"
