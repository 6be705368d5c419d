"""Objections, beside their cases. The states and their facts hold in the database, too."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goodstanding.casework.models import Case
from goodstanding.objections.domain import OPEN, Channel, Effect, Ground, Outcome, State


class Objection(models.Model):
    """One objection to one record (organisation, item, fact), whatever its versions."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="objection")
    organisation_id = models.BigIntegerField()
    item = models.TextField()
    fact = models.UUIDField()
    version_id = models.BigIntegerField()  # what was shown when it was filed
    supplier = models.TextField()
    ground = models.TextField(choices=[(one, one) for one in Ground])
    claims = models.JSONField(default=list)  # [{"field", "stated", "claimed"}]
    statement = models.TextField()
    channel = models.TextField(choices=[(one, one) for one in Channel])
    filed_by = models.TextField()  # an account's id
    state = models.TextField(choices=[(one, one) for one in State], default=State.FILED)
    answers = models.TextField(blank=True)  # platform | supplier: whose error it is looked into as
    outcome = models.TextField(choices=[(one, one) for one in Outcome], blank=True)
    effect = models.TextField(choices=[(one, one) for one in Effect], blank=True)
    finding = models.TextField(blank=True)
    corrections = models.JSONField(default=dict)  # field → right content
    proposed_by = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    correction = models.TextField(blank=True)  # number of the submission that put it right
    second_statement = models.TextField(blank=True)
    second_asked_at = models.DateTimeField(null=True)
    second_outcome = models.TextField(choices=[(one, one) for one in Outcome], blank=True)
    second_finding = models.TextField(blank=True)
    second_by = models.TextField(blank=True)
    second_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "objections_objection"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "item", "fact"], condition=Q(state__in=OPEN),
                name="one_open_objection",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DECIDED, State.SECOND_LOOK, State.CLOSED])
                | (
                    Q(decided_at__isnull=False)
                    & ~Q(decided_by="") & ~Q(outcome="") & ~Q(effect="") & ~Q(finding="")
                ),
                name="decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")),
                name="decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(second_at=None)
                | (
                    Q(second_asked_at__isnull=False) & ~Q(second_by="") & ~Q(second_outcome="")
                    & ~Q(second_finding="") & ~Q(second_by=F("decided_by"))
                    & ~Q(second_by=F("proposed_by"))
                ),
                name="second_look_by_a_third",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation_id", "item", "fact"], name="objection_of_record"),
        ]
