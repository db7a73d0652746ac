from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "suixing.directory"
    label = "directory"
