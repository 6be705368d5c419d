from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "goodstanding.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
