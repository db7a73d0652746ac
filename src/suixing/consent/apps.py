from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "suixing.consent"
    label = "consent"
