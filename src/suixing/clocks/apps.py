from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "suixing.clocks"
    label = "clocks"
