# What a live certificate followed from when it was looked at last.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_certificates_of_grades'),
    ]

    operations = [
        migrations.CreateModel(
            name='Look',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='look', serialize=False, to='reports.document')),
                ('trace', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'reports_look',
            },
        ),
    ]
