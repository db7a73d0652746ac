from django.apps import AppConfig


class PassesConfig(AppConfig):
    name = "suixing.passes"
    label = "passes"
