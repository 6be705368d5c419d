"""Documents that were issued, what stands behind them, and who may read what is not public."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goodstanding.reports.domain.codes import CERTIFICATES, PREFIXES

KINDS = [(one, one) for one in PREFIXES]


class Authorisation(models.Model):
    """An organisation lets a body see its file, what is not public included, for a purpose and a time."""

    organisation_id = models.BigIntegerField(db_index=True)
    uscc = models.CharField(max_length=18)
    name = models.TextField()
    body = models.CharField(max_length=18)  # credit code of the bank or agency
    body_name = models.TextField()
    purpose = models.TextField()
    given_by = models.TextField()
    given_at = models.DateTimeField()
    valid_until = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        db_table = "reports_authorisation"
        constraints = [
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(body="") & ~Q(body=F("uscc")),
                name="authorisation_for_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="authorisation_ended_by",
            ),
        ]
        indexes = [models.Index(fields=["body", "valid_until"], name="authorisation_of_body")]


class Document(models.Model):
    """One issue. Nothing of it ever changes but that it is revoked, once (a trigger refuses it)."""

    kind = models.TextField(choices=KINDS)
    number = models.TextField(unique=True)
    code = models.CharField(max_length=12, unique=True)
    organisation_id = models.BigIntegerField(db_index=True)
    uscc = models.CharField(max_length=18)
    name = models.TextField()
    language = models.CharField(max_length=2)
    day = models.DateField()
    content = models.TextField()  # canonical JSON
    digest = models.CharField(max_length=64)  # of the content
    issued_at = models.DateTimeField()
    as_of = models.DateTimeField()
    valid_until = models.DateField()
    address = models.TextField()  # where it is verified, as printed
    signer = models.TextField()  # as printed
    purpose = models.TextField(blank=True)
    applicant = models.TextField(blank=True)  # as printed
    authorisation = models.ForeignKey(
        Authorisation, models.PROTECT, null=True, related_name="taken"
    )
    issued_by = models.TextField()  # the actor's id
    sha256 = models.CharField(max_length=64, unique=True)  # of the file
    size = models.IntegerField()
    place = models.TextField()  # in the store
    key = models.BinaryField()
    token = models.TextField(blank=True)  # a certificate's credential
    status_place = models.BigIntegerField(null=True, unique=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.JSONField(null=True)  # {"zh", "en"}

    class Meta:
        db_table = "reports_document"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "day", "digest", "language"],
                condition=Q(kind="public_report"),
                name="same_report_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="special_report") | (~Q(purpose="") & ~Q(applicant="")),
                name="special_report_for_a_purpose",
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=CERTIFICATES) & ~Q(token="") & Q(status_place__isnull=False))
                | (~Q(kind__in=CERTIFICATES) & Q(token="", status_place=None)),
                name="certificate_has_its_bit",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_because=None)
                | Q(revoked_at__isnull=False, revoked_because__isnull=False),
                name="revoked_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("day")), name="document_ends"),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=Q(kind__in=CERTIFICATES, revoked_at=None),
                name="certificate_live",
            )
        ]


class Behind(models.Model):
    """One record version that a document tells: so that a correction can follow the paper."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="behind")
    organisation_id = models.BigIntegerField()
    version_id = models.BigIntegerField(db_index=True)
    item = models.TextField()
    was_public = models.BooleanField()
    public_until = models.DateField(null=True)  # as printed

    class Meta:
        db_table = "reports_behind"
        constraints = [
            models.UniqueConstraint(fields=["document", "version_id"], name="behind_once")
        ]


class Look(models.Model):
    """What a live certificate followed from when it was looked at last, and held (`queries/traces.py`)."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="look")
    trace = models.CharField(max_length=64)

    class Meta:
        db_table = "reports_look"
