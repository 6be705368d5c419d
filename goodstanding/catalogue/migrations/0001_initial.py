from django.db import migrations, models

REFUSE_CHANGE = """
CREATE FUNCTION catalogue_edition_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An edition of the catalogue is kept as it was recorded: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE FUNCTION catalogue_edition_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_database() LIKE 'test\\_%' THEN  -- tests empty their tables between them
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'An edition of the catalogue is kept as it was recorded: TRUNCATE is refused.'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER catalogue_edition_insert_only
    BEFORE UPDATE OR DELETE ON catalogue_edition
    FOR EACH ROW EXECUTE FUNCTION catalogue_edition_refuse_change();
CREATE TRIGGER catalogue_edition_no_truncate
    BEFORE TRUNCATE ON catalogue_edition
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_edition_refuse_truncate();
"""

ALLOW_CHANGE = """
DROP TRIGGER catalogue_edition_no_truncate ON catalogue_edition;
DROP TRIGGER catalogue_edition_insert_only ON catalogue_edition;
DROP FUNCTION catalogue_edition_refuse_change();
DROP FUNCTION catalogue_edition_refuse_truncate();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("content", models.JSONField()),
                ("source", models.TextField()),
            ],
            options={
                "db_table": "catalogue_edition",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hash__regex", "^[0-9a-f]{64}$")),
                        name="catalogue_edition_hash_is_sha256",
                    )
                ],
            },
        ),
        migrations.RunSQL(REFUSE_CHANGE, ALLOW_CHANGE),
    ]
