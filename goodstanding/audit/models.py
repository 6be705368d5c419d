"""The table of audit events: only ever added to, sealed by the database when it commits."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One thing that somebody did or read.

    `position`, `previous` and `hash` are filled by the database at the end of the
    transaction (migration 0001) and are empty until then. There are no foreign keys:
    an event outlives what it speaks of.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    action = models.TextField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_label = models.TextField()
    agency = models.TextField(blank=True, default="")
    subject = models.TextField(blank=True, default="")
    purpose = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True)
    previous = models.TextField(null=True)
    hash = models.TextField(null=True)

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_event_subject"),
            models.Index(fields=["actor_id", "id"], name="audit_event_actor"),
            models.Index(fields=["action", "id"], name="audit_event_action"),
            models.Index(fields=["at", "id"], name="audit_event_at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["position"], name="audit_event_position"),
            models.CheckConstraint(
                condition=models.Q(actor_kind__in=["person", "system", "command"]),
                name="audit_event_actor_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(action="") & ~models.Q(actor_id=""),
                name="audit_event_says_who_did_what",
            ),
        ]
