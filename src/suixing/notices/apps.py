from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "suixing.notices"
    label = "notices"
