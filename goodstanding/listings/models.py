"""Entries on lists, beside their cases. What a state needs holds in the database, too.

The triggers of migrations/0002 refuse a state without its proof, a step that leaves one out,
a decision by who proposed it, and any step while the notice was not served or the ground fell;
those of migrations/0006 refuse a new end of an entry without an extension decided and served.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goodstanding.casework.models import Case, Document, Notice
from goodstanding.listings.domain.extensions import OPEN as OPEN_EXTENSIONS
from goodstanding.listings.domain.extensions import ExtensionState
from goodstanding.listings.domain.procedure import DECIDED, Ending, State


class Entry(models.Model):
    """One organisation on one list, from the proposal to the removal."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="listing")
    kind = models.TextField()  # code of the kind of list
    honour = models.BooleanField()
    edition = models.TextField()  # of the policy by which it was proposed
    organisation_id = models.BigIntegerField()
    agency = models.TextField()
    state = models.TextField(choices=[(one, one) for one in State], default=State.DRAFT)
    ground = models.TextField(blank=True)  # code of the ground; an honour may have none
    reason = models.TextField()
    facts = models.TextField()
    basis = models.TextField()
    particulars = models.JSONField(default=dict)  # further fields of the list's item
    proposed_by = models.TextField()  # an account's id
    hearing_allowed = models.BooleanField(default=False)
    consent_needed = models.BooleanField(default=False)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    answer_until = models.DateField(null=True)  # the last day to answer, or to comment
    hearing_on = models.DateField(null=True)
    decision_number = models.TextField(blank=True)
    measures = models.JSONField(default=list)  # codes told in the decision
    way_out = models.TextField(blank=True)
    remedies = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    starts_on = models.DateField(null=True)
    exit_from = models.DateField(null=True)  # not removed for repair before
    ends_on = models.DateField(null=True)  # the last day
    decision_notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    record_item = models.TextField(blank=True)
    record_fact = models.UUIDField(null=True)
    ending = models.TextField(choices=[(one, one) for one in Ending], blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "listings_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "kind"], condition=~Q(state=State.REMOVED),
                name="one_entry_on_a_list",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by="") & ~Q(reason="") & ~Q(facts="") & ~Q(basis=""),
                name="entry_proposed_with_facts_and_basis",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | (
                    ~Q(decision_number="") & ~Q(way_out="") & ~Q(remedies="") & ~Q(decided_by="")
                    & Q(starts_on__isnull=False, ends_on__isnull=False)
                    & Q(ends_on__gt=F("starts_on"))
                ),
                name="entry_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")),
                name="entry_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | (Q(record_fact__isnull=False) & ~Q(record_item="")),
                name="entry_published_as_a_record",
            ),
            models.CheckConstraint(
                condition=Q(state=State.REMOVED, ended_on__isnull=False) & ~Q(ending="")
                | ~Q(state=State.REMOVED) & Q(ended_on=None, ending=""),
                name="entry_removed_with_its_reason",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation_id", "state"], name="entry_of_organisation"),
            models.Index(fields=["ends_on"], condition=Q(state__in=DECIDED), name="entry_ends"),
            models.Index(fields=["agency", "state"], name="entry_of_agency"),
        ]


class Ground(models.Model):
    """A record that an entry rests on, in the version that was told to the organisation."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="grounds")
    organisation_id = models.BigIntegerField()
    item = models.TextField()
    fact = models.UUIDField()
    version_id = models.BigIntegerField()
    label = models.TextField()  # what the record is called by
    checked_at = models.DateTimeField()

    class Meta:
        db_table = "listings_ground"
        constraints = [
            models.UniqueConstraint(fields=["entry", "item", "fact"], name="ground_once"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "item", "fact"], name="ground_record"),
        ]


class Step(models.Model):
    """A state that an entry reached: the day, who, and the proof."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="steps")
    state = models.TextField(choices=[(one, one) for one in State])
    on = models.DateField()
    at = models.DateTimeField()
    by = models.TextField()
    by_label = models.TextField()
    proof = models.TextField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "listings_step"
        constraints = [
            models.CheckConstraint(condition=~Q(proof=""), name="step_with_proof"),
            models.CheckConstraint(condition=~Q(by=""), name="step_by_somebody"),
            models.UniqueConstraint(fields=["entry", "state"], name="step_once"),
        ]


class Extension(models.Model):
    """The term of an entry made longer by a decision, or proposed to be."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="extension")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="extensions")
    edition = models.TextField()  # of the policy that allows it
    state = models.TextField(
        choices=[(one, one) for one in ExtensionState], default=ExtensionState.PROPOSED
    )
    ground = models.TextField()  # code of the list's ground for a longer term
    reason = models.TextField()  # that ground in words
    facts = models.TextField()
    basis = models.TextField()
    record_item = models.TextField(blank=True)  # the record that shows it, where the ground has one
    record_fact = models.UUIDField(null=True)
    record_version = models.BigIntegerField(null=True)
    record_label = models.TextField(blank=True)
    proposed_by = models.TextField()  # an account's id
    old_end = models.DateField()
    new_end = models.DateField()
    latest_end = models.DateField()  # that policy allows
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+")
    answer_until = models.DateField(null=True)
    decided_by = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    decision_number = models.TextField(blank=True)
    remedies = models.TextField(blank=True)
    decision_notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField(null=True)  # the end moved on this day
    ended_because = models.TextField(blank=True)  # why it was dropped, or lapsed

    class Meta:
        db_table = "listings_extension"
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state__in=OPEN_EXTENSIONS), name="one_open_extension"
            ),
            models.CheckConstraint(
                condition=~Q(ground="") & ~Q(reason="") & ~Q(facts="") & ~Q(basis="")
                & ~Q(proposed_by=""),
                name="extension_proposed_with_facts_and_basis",
            ),
            models.CheckConstraint(
                condition=Q(new_end__gt=F("old_end"), new_end__lte=F("latest_end")),
                name="extension_within_policy",
            ),
            models.CheckConstraint(
                condition=Q(record_item="", record_fact=None, record_version=None)
                | ~Q(record_item="") & Q(record_fact__isnull=False, record_version__isnull=False),
                name="extension_names_its_record_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ExtensionState.DECIDED, ExtensionState.EXTENDED])
                | Q(decided_on__gt=F("answer_until"))
                & ~Q(decided_by="") & ~Q(decision_number="") & ~Q(remedies=""),
                name="extension_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")),
                name="extension_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.EXTENDED, effective_on__isnull=False)
                & Q(effective_on__lte=F("old_end"))
                | ~Q(state=ExtensionState.EXTENDED) & Q(effective_on=None),
                name="extended_before_the_entry_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ExtensionState.DROPPED, ExtensionState.LAPSED])
                | ~Q(ended_because=""),
                name="extension_ended_with_its_reason",
            ),
        ]  # fmt: skip
