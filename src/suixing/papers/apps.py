from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "suixing.papers"
    label = "papers"
