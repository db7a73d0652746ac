from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "suixing.cases"
    label = "cases"
