"""A notice may say that a record is public again; the database accepts it already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recall", "0002_unanswered")]
    operations = [
        migrations.AlterField(
            model_name="line",
            name="cause",
            field=models.TextField(
                choices=[
                    ("corrected", "corrected"),
                    ("withdrawn", "withdrawn"),
                    ("repaired", "repaired"),
                    ("ended", "ended"),
                    ("suspended", "suspended"),
                    ("public_again", "public_again"),
                ]
            ),
        ),
    ]
