from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "suixing.journeys"
    label = "journeys"
