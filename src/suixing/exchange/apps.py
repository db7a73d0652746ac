from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "suixing.exchange"
    label = "exchange"
