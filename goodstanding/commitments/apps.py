from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "goodstanding.commitments"
    label = "commitments"
    default_auto_field = "django.db.models.BigAutoField"
