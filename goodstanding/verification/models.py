"""Which verifications there were: who asked, for what, on which snapshot, with how many answers of each kind."""

from __future__ import annotations

from django.db import models


class Run(models.Model):
    """One verification. What was answered is not kept: it follows from the snapshot."""

    number = models.TextField(unique=True)  # V-20261126-000001
    purpose = models.TextField()
    matter = models.TextField()
    sha256 = models.CharField(max_length=64)  # of the rows that were given
    known_before = models.DateTimeField()
    edition = models.TextField()  # of policy
    rows = models.IntegerField()
    found = models.IntegerField()
    noted = models.IntegerField()
    clear = models.IntegerField()
    undecided = models.IntegerField()
    by = models.TextField()
    agency = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "verification_run"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("found")
                    + models.F("noted")
                    + models.F("clear")
                    + models.F("undecided")
                ),
                name="every_row_answered",
            ),
            models.CheckConstraint(
                condition=~models.Q(matter=""), name="verification_has_a_matter"
            ),
        ]
