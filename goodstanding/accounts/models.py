"""Accounts, invitations, sessions, failed attempts and drafts of forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from goodstanding.accounts.domain import (
    ADMINISTRATORS,
    AGENCY_ROLES,
    CENTRE_ROLES,
    OUTSIDE_ROLES,
    Role,
    needs_second_factor,
)
from goodstanding.audit.domain import Actor

if TYPE_CHECKING:
    from datetime import datetime

ALL = sorted(role.value for role in Role)
AGENCY = sorted(role.value for role in AGENCY_ROLES)
CENTRE = sorted(role.value for role in CENTRE_ROLES)
APART = sorted(role.value for role in ADMINISTRATORS | OUTSIDE_ROLES)
OUTSIDE = sorted(role.value for role in OUTSIDE_ROLES)


class Person(AbstractBaseUser):
    """An account. Its roles are in one row, so that the database can refuse what can't go together."""

    THEMES = [("", "auto"), ("light", "light"), ("dark", "dark")]

    email = models.TextField()
    name = models.TextField()
    granted = ArrayField(models.TextField(), default=list, db_column="roles", blank=True)
    agency = models.TextField(blank=True, default="")  # code of an agency in the catalogue
    organisation = models.TextField(blank=True, default="")  # credit code
    is_active = models.BooleanField(default=True)  # false: blocked
    created_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)  # none: invited, has not taken it up
    blocked_at = models.DateTimeField(null=True, blank=True)
    theme = models.TextField(blank=True, default="", choices=THEMES)
    shortcuts = models.BooleanField(default=True)  # keys without Ctrl or Alt

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = BaseUserManager["Person"]()

    class Meta:
        db_table = "accounts_person"
        constraints = [
            models.UniqueConstraint(fields=["email"], name="accounts_person_email"),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="accounts_person_address_in_lower_case"
            ),
            models.CheckConstraint(
                condition=~Q(email="") & ~Q(name=""), name="accounts_person_is_named"
            ),
            models.CheckConstraint(
                condition=Q(granted__contained_by=ALL), name="accounts_person_roles_known"
            ),
            models.CheckConstraint(
                condition=~Q(granted__overlap=APART) | Q(granted__len=1),
                name="accounts_person_administrators_apart",
            ),
            models.CheckConstraint(
                condition=~Q(granted__overlap=AGENCY)
                | (Q(granted__contained_by=AGENCY) & ~Q(agency="")),
                name="accounts_person_agency_roles",
            ),
            models.CheckConstraint(
                condition=Q(granted__contained_by=AGENCY) | Q(agency=""),
                name="accounts_person_agency_only_with_its_roles",
            ),
            models.CheckConstraint(
                condition=~Q(granted__overlap=CENTRE) | Q(granted__contained_by=CENTRE),
                name="accounts_person_centre_roles",
            ),
            models.CheckConstraint(
                condition=(~Q(granted__overlap=OUTSIDE) | ~Q(organisation=""))
                & (Q(granted__contained_by=OUTSIDE) | Q(organisation="")),
                name="accounts_person_organisation_roles",
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, blocked_at=None)
                | Q(is_active=False, blocked_at__isnull=False),
                name="accounts_person_blocked_since",
            ),
        ]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(code) for code in self.granted)

    def has(self, *roles: Role) -> bool:
        """Whether the person has any of these roles."""
        return bool(self.roles & frozenset(roles))

    @property
    def actor(self) -> Actor:
        """How the audit log names the person."""
        return Actor(kind="person", id=str(self.pk), label=self.name, agency=self.agency)

    @property
    def needs_second_factor(self) -> bool:
        return needs_second_factor(self.roles)

    @property
    def state(self) -> str:
        """`blocked`, `invited` or `active`."""
        if not self.is_active:
            return "blocked"
        return "active" if self.joined_at else "invited"

    def get_full_name(self) -> str:
        return self.name


class Invitation(models.Model):
    """A one-time link that lets an invited person choose a password. Only its hash is kept."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_invitation"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="accounts_invitation_ends",
            ),
        ]


class Session(models.Model):
    """A place where a person is, or was, signed in."""

    key = models.CharField(max_length=40, primary_key=True)  # of Django's session
    person = models.ForeignKey(Person, models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True, default="")

    class Meta:
        db_table = "accounts_session"
        indexes = [models.Index(fields=["person", "ended_at"], name="accounts_session_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="accounts_session_ended_because",
            ),
        ]


class Attempt(models.Model):
    """A failed attempt to sign in, for the lock-out; told apart by a digest, never by the address."""

    id = models.BigAutoField(primary_key=True)
    about = models.CharField(max_length=64)  # digest of the account or of the network address
    at = models.DateTimeField()

    class Meta:
        db_table = "accounts_attempt"
        indexes = [models.Index(fields=["about", "at"], name="accounts_attempt_about")]


class Draft(models.Model):
    """What a person had typed when the session was over; encrypted, for 24 hours."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE)
    path = models.TextField()
    content = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_draft"


class Key(models.Model):
    """What a program of a body shows in place of a person: for one purpose, until a day. Only its hash is kept."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()  # of the system that uses it
    beginning = models.TextField()  # of the secret, to tell keys apart
    token_hash = models.CharField(max_length=64, unique=True)
    agency = models.TextField(default="")  # code of an agency in the catalogue
    organisation = models.TextField(default="")  # or the credit code of an authorised body
    purpose = models.TextField()  # code of a purpose in policy
    legal_basis = models.TextField()  # of that purpose, as it stood when the key was made
    made_by = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(default="")
    used_on = models.DateField(null=True)

    class Meta:
        db_table = "accounts_key"
        constraints = [
            models.CheckConstraint(
                condition=Q(agency="") ^ Q(organisation=""), name="accounts_key_of_one_body"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(purpose="") & ~Q(legal_basis=""),
                name="accounts_key_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="accounts_key_ends"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="accounts_key_revoked_by",
            ),
        ]

    @property
    def actor(self) -> Actor:
        """How the audit log names the program."""
        return Actor(kind="system", id=f"key:{self.pk}", label=self.name, agency=self.agency)

    def state(self, now: datetime) -> str:
        """`revoked`, `expired` or `active`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "active"


class Share(models.Model):
    """How much of its share a key has used: until when its requests would have lasted at the even pace."""

    whose = models.TextField(primary_key=True)
    until = models.DateTimeField()

    class Meta:
        db_table = "accounts_share"
