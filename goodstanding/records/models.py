"""Facts about organisations, in versions that are only ever added to.

The table is made by the migration (partitions and a trigger are beyond the ORM); the
model describes it for reading.
"""

from __future__ import annotations

from django.db import models


class Version(models.Model):
    """One version of one fact: what held in the world, and when we knew it.

    A fact is its organisation, item and natural key. A withdrawal is a version too,
    without validity. Only `superseded_at` is ever written again, once.
    """

    pk = models.CompositePrimaryKey("organisation_id", "id")
    id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()
    item = models.TextField()
    key = models.UUIDField()  # digest of the natural key
    content = models.UUIDField(null=True)  # digest of what the record says
    payload = models.JSONField()
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    submission_id = models.BigIntegerField()
    row = models.IntegerField()
    withdrawn = models.BooleanField()

    class Meta:
        db_table = "records_version"
        managed = False
