from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "goodstanding.background"
    label = "background"
    default_auto_field = "django.db.models.BigAutoField"
