from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "suixing.journal"
    label = "journal"
