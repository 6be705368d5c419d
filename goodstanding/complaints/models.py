"""Complaints, beside their cases. What was written and by whom lies encrypted in the file store."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goodstanding.casework.models import Case
from goodstanding.complaints.domain import Outcome, State


class Complaint(models.Model):
    """One complaint. Its case names no credit code, so that the organisation is shown nothing of it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="complaint")
    topic = models.TextField()  # code of policy
    body = models.TextField()  # in charge
    organisation = models.TextField(blank=True)  # credit code, where it is known
    code = models.TextField()  # hashed
    wrong_on = models.DateField(null=True)
    wrong_codes = models.SmallIntegerField(default=0)
    kept_as = models.TextField(blank=True)  # place in the file store
    kept_sha256 = models.CharField(max_length=64, blank=True)
    kept_size = models.IntegerField(default=0)
    data_key = models.BinaryField(null=True)
    state = models.TextField(choices=[(one, one) for one in State], default=State.FILED)
    outcome = models.TextField(choices=[(one, one) for one in Outcome], blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.TextField(blank=True)
    keep_days = models.SmallIntegerField()  # after the end, by the policy of that day
    erase_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "complaints_complaint"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[State.ANSWERED, State.DECLINED])
                | (~Q(answer="") & ~Q(answered_by="") & Q(erase_on__isnull=False)),
                name="complaint_answered_with_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | ~Q(outcome=""), name="answered_with_outcome"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, data_key__isnull=False)
                | Q(erased_at__isnull=False, data_key=None, kept_as=""),
                name="erased_without_key",
            ),
        ]
        indexes = [
            models.Index(fields=["erase_on"], condition=Q(erased_at=None), name="complaint_to_erase"),
        ]  # fmt: skip
