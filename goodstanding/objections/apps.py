from django.apps import AppConfig


class ObjectionsConfig(AppConfig):
    name = "goodstanding.objections"
    label = "objections"
    default_auto_field = "django.db.models.BigAutoField"
