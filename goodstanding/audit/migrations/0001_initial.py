"""The audit log: only ever added to; each event sealed with the hash of the one before it."""

from django.db import migrations, models

# The hash of an event; the same as `audit.domain.seal`, which checks it.
SEAL = """
CREATE FUNCTION audit_part(text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT convert_to(octet_length(convert_to($1, 'UTF8'))::text || ':' || $1, 'UTF8')
$$;
CREATE FUNCTION audit_instant(timestamptz) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
CREATE FUNCTION audit_seal(event audit_event) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(
        audit_part(event.previous) || audit_part(event.position::text)
        || audit_part(audit_instant(event.at)) || audit_part(event.action)
        || audit_part(event.actor_kind) || audit_part(event.actor_id)
        || audit_part(event.actor_label) || audit_part(event.agency)
        || audit_part(event.subject) || audit_part(event.purpose)
        || audit_part(event.detail::text)
    ), 'hex')
$$;
"""

# An event gets its place when its transaction commits, not before: the lock that puts events
# in line is then held only for the length of a commit, and no transaction that holds it can
# wait for another's rows. 7405061 is the lock's number.
CHAIN = """
CREATE FUNCTION audit_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.position := NULL;
    NEW.previous := NULL;
    NEW.hash := NULL;
    RETURN NEW;
END $$;
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head audit_event;
    event audit_event := NEW;
BEGIN
    PERFORM pg_advisory_xact_lock(7405061);
    SELECT * INTO head FROM audit_event
        WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1;
    event.position := coalesce(head.position, 0) + 1;
    event.previous := coalesce(head.hash, repeat('0', 64));
    UPDATE audit_event
        SET position = event.position, previous = event.previous, hash = audit_seal(event)
        WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_event_add BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_add();
CREATE CONSTRAINT TRIGGER audit_event_chain AFTER INSERT ON audit_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();
"""

# The one change that passes is the sealing of an event that has no place yet.
GUARD = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND NEW.hash = audit_seal(NEW) THEN
        OLD.position := NEW.position;
        OLD.previous := NEW.previous;
        OLD.hash := NEW.hash;
        IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit events are only ever added: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION audit_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_database() LIKE 'test\\_%' THEN  -- tests empty their tables between them
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'audit events are only ever added: TRUNCATE refused'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_event_guard BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_event_guard_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_truncate();
"""

UNDO = """
DROP TRIGGER audit_event_guard_truncate ON audit_event;
DROP TRIGGER audit_event_guard ON audit_event;
DROP TRIGGER audit_event_chain ON audit_event;
DROP TRIGGER audit_event_add ON audit_event;
DROP FUNCTION audit_refuse_truncate();
DROP FUNCTION audit_refuse_change();
DROP FUNCTION audit_chain();
DROP FUNCTION audit_add();
DROP FUNCTION audit_seal(audit_event);
DROP FUNCTION audit_instant(timestamptz);
DROP FUNCTION audit_part(text);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("action", models.TextField()),
                ("actor_kind", models.TextField()),
                ("actor_id", models.TextField()),
                ("actor_label", models.TextField()),
                ("agency", models.TextField(blank=True, default="")),
                ("subject", models.TextField(blank=True, default="")),
                ("purpose", models.TextField(blank=True, default="")),
                ("detail", models.JSONField(default=dict)),
                ("position", models.BigIntegerField(null=True)),
                ("previous", models.TextField(null=True)),
                ("hash", models.TextField(null=True)),
            ],
            options={
                "db_table": "audit_event",
                "indexes": [
                    models.Index(fields=["subject", "id"], name="audit_event_subject"),
                    models.Index(fields=["actor_id", "id"], name="audit_event_actor"),
                    models.Index(fields=["action", "id"], name="audit_event_action"),
                    models.Index(fields=["at", "id"], name="audit_event_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["position"], name="audit_event_position"),
                    models.CheckConstraint(
                        condition=models.Q(actor_kind__in=["person", "system", "command"]),
                        name="audit_event_actor_kind",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(action="") & ~models.Q(actor_id=""),
                        name="audit_event_says_who_did_what",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SEAL + CHAIN + GUARD, UNDO),
    ]
