"""Accounts, invitations, sessions, failed attempts and drafts; which roles go together is refused here too."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.TextField()),
                ('name', models.TextField()),
                ('granted', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, db_column='roles', default=list, size=None)),
                ('agency', models.TextField(blank=True, default='')),
                ('organisation', models.TextField(blank=True, default='')),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('joined_at', models.DateTimeField(blank=True, null=True)),
                ('blocked_at', models.DateTimeField(blank=True, null=True)),
                ('theme', models.TextField(blank=True, choices=[('', 'auto'), ('light', 'light'), ('dark', 'dark')], default='')),
                ('shortcuts', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'accounts_person',
                'constraints': [models.UniqueConstraint(fields=('email',), name='accounts_person_email'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='accounts_person_address_in_lower_case'), models.CheckConstraint(condition=models.Q(models.Q(('email', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='accounts_person_is_named'), models.CheckConstraint(condition=models.Q(('granted__contained_by', ['agency_approver', 'agency_case_officer', 'agency_reporter', 'auditor', 'authorised_user', 'centre_operator', 'centre_reviewer', 'representative', 'security_administrator', 'system_administrator'])), name='accounts_person_roles_known'), models.CheckConstraint(condition=models.Q(models.Q(('granted__overlap', ['auditor', 'authorised_user', 'representative', 'security_administrator', 'system_administrator']), _negated=True), ('granted__len', 1), _connector='OR'), name='accounts_person_administrators_apart'), models.CheckConstraint(condition=models.Q(models.Q(('granted__overlap', ['agency_approver', 'agency_case_officer', 'agency_reporter']), _negated=True), models.Q(('granted__contained_by', ['agency_approver', 'agency_case_officer', 'agency_reporter']), models.Q(('agency', ''), _negated=True)), _connector='OR'), name='accounts_person_agency_roles'), models.CheckConstraint(condition=models.Q(('granted__contained_by', ['agency_approver', 'agency_case_officer', 'agency_reporter']), ('agency', ''), _connector='OR'), name='accounts_person_agency_only_with_its_roles'), models.CheckConstraint(condition=models.Q(models.Q(('granted__overlap', ['centre_operator', 'centre_reviewer']), _negated=True), ('granted__contained_by', ['centre_operator', 'centre_reviewer']), _connector='OR'), name='accounts_person_centre_roles'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('granted__overlap', ['authorised_user', 'representative']), _negated=True), models.Q(('organisation', ''), _negated=True), _connector='OR'), models.Q(('granted__contained_by', ['authorised_user', 'representative']), ('organisation', ''), _connector='OR')), name='accounts_person_organisation_roles'), models.CheckConstraint(condition=models.Q(models.Q(('blocked_at', None), ('is_active', True)), models.Q(('blocked_at__isnull', False), ('is_active', False)), _connector='OR'), name='accounts_person_blocked_since')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('about', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'accounts_attempt',
                'indexes': [models.Index(fields=['about', 'at'], name='accounts_attempt_about')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('token_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('path', models.TextField()),
                ('content', models.BinaryField()),
                ('created_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'accounts_draft',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('invited_by', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'accounts_invitation',
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='accounts_invitation_ends')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('device', models.TextField(blank=True, default='')),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_because', models.TextField(blank=True, default='')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'accounts_session',
                'indexes': [models.Index(fields=['person', 'ended_at'], name='accounts_session_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_because', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='accounts_session_ended_because')],
            },
        ),
    ]
