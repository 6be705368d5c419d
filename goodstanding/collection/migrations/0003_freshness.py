"""Indexes for how fresh each source is: a city has hundreds of thousands of submissions after some years."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collection", "0002_clerks_decisions")]
    operations = [
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["finished_at"], condition=models.Q(state="loaded"), name="submission_loaded"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["item", "finished_at"],
                condition=models.Q(state="loaded"),
                name="submission_loaded_item",
            ),
        ),
    ]
