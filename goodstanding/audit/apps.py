from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "goodstanding.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
