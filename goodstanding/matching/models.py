"""What names are found by. All of it can be made again from the organisations' names."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Term(models.Model):
    """What one name, present or former, is found by (standards.search_terms).

    No foreign key: a name that is taken away leaves at once for whoever reads both together,
    and its row here goes with the next look over the whole index.
    """

    name_id = models.BigIntegerField(primary_key=True)
    folded = models.TextField()
    brand_at = models.SmallIntegerField()  # characters of places in front
    pinyin = models.TextField()
    brand_sound_at = models.SmallIntegerField()  # letters of places in front
    terms = ArrayField(models.IntegerField())

    class Meta:
        db_table = "matching_term"


class TermCount(models.Model):
    """In about how many names a term stands: what to ask for first."""

    term = models.IntegerField(primary_key=True)
    names = models.IntegerField()

    class Meta:
        db_table = "matching_termcount"


class IndexState(models.Model):
    """How far the index has come: one row."""

    edition = models.IntegerField()
    name_id = models.BigIntegerField()  # every name up to this number is in it
    looked_over_at = models.DateTimeField()
    dropped = ArrayField(models.TextField())  # indexes to be made again after a great load

    class Meta:
        db_table = "matching_indexstate"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_index_state"),
        ]
