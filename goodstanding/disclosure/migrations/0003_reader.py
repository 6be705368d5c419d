"""The role that reads for the public; made again at every upgrade (services.reader)."""

from django.db import migrations


def ensure(apps, schema_editor):
    from goodstanding.disclosure.adapters import reader

    reader.ensure(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0002_published")]
    operations = [migrations.RunPython(ensure, migrations.RunPython.noop)]
