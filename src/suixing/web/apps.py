from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "suixing.web"
    label = "web"
