"""A pause of publicity is told from an end of it before its time."""

from django.db import migrations, models

BECAUSE = [
    ("suspended", "Suspended"),
    ("repaired", "Repaired"),
    ("rules_changed", "Rules Changed"),
    ("ruling", "Ruling"),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0004_changed")]
    operations = [
        migrations.AddField(
            model_name="suppression",
            name="because",
            field=models.TextField(choices=BECAUSE, default="suspended"),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(("because", "suspended"), ("target", "record"), _connector="OR"),
                name="only_records_end_early",
            ),
        ),
    ]
