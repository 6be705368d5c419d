"""The end of what an entry called up moves with the end of the entry, in the same statement."""

from importlib import import_module

from django.db import migrations, models

_GUARD = import_module("goodstanding.measures.migrations.0002_guards").GUARD
BEFORE = _GUARD[: _GUARD.index("CREATE TRIGGER measures_call_guard")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1
)
_FIXED = """
    IF (NEW.entry_id, NEW.organisation_id, NEW.measure, NEW.body, NEW.clause, NEW.matters, NEW.incentive, NEW.binding, NEW.starts_on, NEW.ends_on)
        IS DISTINCT FROM (OLD.entry_id, OLD.organisation_id, OLD.measure, OLD.body, OLD.clause, OLD.matters, OLD.incentive, OLD.binding, OLD.starts_on, OLD.ends_on) THEN
        RAISE EXCEPTION 'measures: what was called up does not change' USING ERRCODE = 'restrict_violation';
    END IF;
"""
# Its own end moves only to that of its entry, or to its own longest; and an entry's moves only by a
# decided extension (listings/migrations/0006).
_MOVING = """
    IF (NEW.entry_id, NEW.organisation_id, NEW.measure, NEW.body, NEW.clause, NEW.matters, NEW.incentive, NEW.binding, NEW.starts_on, NEW.longest)
        IS DISTINCT FROM (OLD.entry_id, OLD.organisation_id, OLD.measure, OLD.body, OLD.clause, OLD.matters, OLD.incentive, OLD.binding, OLD.starts_on, OLD.longest)
        OR NEW.ends_on <> OLD.ends_on AND NEW.ends_on IS DISTINCT FROM least(entry.ends_on, OLD.longest) THEN
        RAISE EXCEPTION 'measures: what was called up does not change' USING ERRCODE = 'restrict_violation';
    END IF;
"""
assert _FIXED in BEFORE
AFTER = BEFORE.replace(_FIXED, _MOVING)

FOLLOW = """
UPDATE measures_call c SET longest = c.ends_on FROM listings_entry e
WHERE e.id = c.entry_id AND c.ends_on < e.ends_on;

CREATE FUNCTION measures_follow_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE measures_call SET ends_on = least(NEW.ends_on, longest)
    WHERE entry_id = NEW.id AND ends_on = OLD.ends_on AND state IN ('called', 'confirmed', 'done', 'refused');
    RETURN NULL;
END $$;
CREATE TRIGGER measures_follow_end AFTER UPDATE OF ends_on ON listings_entry
    FOR EACH ROW WHEN (NEW.ends_on IS DISTINCT FROM OLD.ends_on) EXECUTE FUNCTION measures_follow_end();
"""
UNDO = """
DROP TRIGGER measures_follow_end ON listings_entry;
DROP FUNCTION measures_follow_end();
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_guards"), ("listings", "0006_extension_guards")]
    operations = [
        migrations.AddField("call", "longest", models.DateField(null=True)),
        migrations.RunSQL(sql=FOLLOW, reverse_sql=UNDO),
        migrations.RunSQL(sql=AFTER, reverse_sql=BEFORE),
    ]
