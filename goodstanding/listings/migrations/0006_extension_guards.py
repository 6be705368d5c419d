"""What the database itself refuses: a new end of an entry without an extension decided and served."""

from importlib import import_module

from django.db import migrations

# The guard of entries as it was, with one rule of it taken apart: the end may move, by an extension.
_ENTRY = import_module("goodstanding.listings.migrations.0002_guards").ENTRY
_BEGINS = _ENTRY.index("CREATE FUNCTION listings_guard_entry")
BEFORE = _ENTRY[_BEGINS : _ENTRY.index("CREATE TRIGGER listings_entry_guard")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1
)
_FIXED = """
        (NEW.facts, NEW.basis, NEW.decision_number, NEW.decided_by, NEW.starts_on, NEW.ends_on)
        IS DISTINCT FROM (OLD.facts, OLD.basis, OLD.decision_number, OLD.decided_by, OLD.starts_on, OLD.ends_on) THEN
        PERFORM listings_refuse('a decision does not change');
    END IF;
"""
_MOVING = """
        (NEW.facts, NEW.basis, NEW.decision_number, NEW.decided_by, NEW.starts_on)
        IS DISTINCT FROM (OLD.facts, OLD.basis, OLD.decision_number, OLD.decided_by, OLD.starts_on) THEN
        PERFORM listings_refuse('a decision does not change');
    END IF;
    IF OLD.state IN ('decided', 'told', 'published') AND NEW.ends_on IS DISTINCT FROM OLD.ends_on AND NOT EXISTS (
        SELECT FROM listings_extension x WHERE x.entry_id = NEW.id AND x.state = 'extended'
        AND x.old_end = OLD.ends_on AND x.new_end = NEW.ends_on) THEN
        PERFORM listings_refuse('an end moves only by an extension decided and served');
    END IF;
"""
assert _FIXED in BEFORE
AFTER = BEFORE.replace(_FIXED, _MOVING)

EXTENSION = """
CREATE FUNCTION listings_extension_may_follow(before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT (before, after) IN (
        ('proposed', 'served'), ('served', 'decided'), ('decided', 'extended'),
        ('proposed', 'dropped'), ('served', 'dropped'), ('decided', 'dropped'),
        ('proposed', 'lapsed'), ('served', 'lapsed'), ('decided', 'lapsed'))
$$;

CREATE FUNCTION listings_contested(an_entry bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM listings_entry e JOIN disclosure_mark m
          ON (m.organisation_id, m.item, m.fact) = (e.organisation_id, e.record_item, e.record_fact)
        WHERE e.id = an_entry AND m.mark = 'disputed' AND m.lifted_at IS NULL
    ) OR EXISTS (
        SELECT FROM listings_entry e JOIN disclosure_suppression s ON s.organisation_id = e.organisation_id
        WHERE e.id = an_entry AND s.lifted_at IS NULL AND (s.target = 'organisation'
            OR s.target = 'record' AND (s.item, s.fact) = (e.record_item, e.record_fact)))
$$;

CREATE FUNCTION listings_guard_extension() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry listings_entry%ROWTYPE;
    served date;
    standing text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM listings_refuse('an extension is never deleted');
    END IF;
    SELECT * INTO entry FROM listings_entry e WHERE e.id = NEW.entry_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' OR entry.state <> 'published' OR entry.honour OR NEW.old_end <> entry.ends_on THEN
            PERFORM listings_refuse('an extension begins as a proposal about an entry that stands');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('extended', 'dropped', 'lapsed') THEN
        PERFORM listings_refuse('an extension that was closed stays as it is');
    END IF;
    IF (NEW.entry_id, NEW.case_id, NEW.ground, NEW.reason, NEW.facts, NEW.basis, NEW.record_item, NEW.record_fact,
        NEW.record_version, NEW.proposed_by, NEW.old_end, NEW.new_end, NEW.latest_end, NEW.notice_id)
        IS DISTINCT FROM (OLD.entry_id, OLD.case_id, OLD.ground, OLD.reason, OLD.facts, OLD.basis, OLD.record_item,
        OLD.record_fact, OLD.record_version, OLD.proposed_by, OLD.old_end, OLD.new_end, OLD.latest_end, OLD.notice_id) THEN
        PERFORM listings_refuse('what the organisation was told does not change');
    END IF;
    IF OLD.state = 'decided' AND (NEW.decided_by, NEW.decided_on, NEW.decision_number, NEW.remedies, NEW.answer_until)
        IS DISTINCT FROM (OLD.decided_by, OLD.decided_on, OLD.decision_number, OLD.remedies, OLD.answer_until) THEN
        PERFORM listings_refuse('a decision does not change');
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF NOT listings_extension_may_follow(OLD.state, NEW.state) THEN
        PERFORM listings_refuse(OLD.state || ' is not followed by ' || NEW.state);
    END IF;
    IF NEW.state IN ('dropped', 'lapsed') THEN
        RETURN NEW;
    END IF;
    IF entry.state <> 'published' OR entry.ends_on <> NEW.old_end THEN
        PERFORM listings_refuse('the entry does not stand any more');
    END IF;
    IF listings_contested(entry.id) THEN
        PERFORM listings_refuse('the entry is disputed or held back');
    END IF;
    IF NEW.record_item <> '' THEN
        standing := listings_standing(entry.organisation_id, NEW.record_item, NEW.record_fact, NEW.record_version);
        IF standing = 'gone' OR standing = 'changed' AND NEW.state <> 'extended' THEN
            PERFORM listings_refuse('the ground of the extension fell away');
        END IF;
    END IF;
    SELECT n.served_on INTO served FROM casework_notice n
    WHERE n.id = NEW.notice_id AND n.case_id = NEW.case_id AND n.kind = 'listing.extension';
    IF served IS NULL THEN
        PERFORM listings_refuse('the notice was not served');
    END IF;
    IF NEW.state = 'decided' AND NEW.answer_until <= served THEN
        PERFORM listings_refuse('the time to answer is not over');
    END IF;
    IF NEW.state = 'extended' AND NOT EXISTS (
        SELECT FROM casework_notice n WHERE n.id = NEW.decision_notice_id AND n.case_id = NEW.case_id
        AND n.kind = 'listing.extension_decision' AND n.served_on IS NOT NULL) THEN
        PERFORM listings_refuse('the decision was not served');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER listings_extension_guard BEFORE INSERT OR UPDATE OR DELETE ON listings_extension
    FOR EACH ROW EXECUTE FUNCTION listings_guard_extension();

CREATE FUNCTION listings_guard_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM listings_entry e WHERE e.id = NEW.entry_id AND e.ends_on >= NEW.new_end) THEN
        PERFORM listings_refuse('an extension without its effect');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER listings_extension_moved AFTER UPDATE ON listings_extension
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'extended')
    EXECUTE FUNCTION listings_guard_moved();
"""

UNDO = """
DROP TRIGGER listings_extension_guard ON listings_extension;
DROP TRIGGER listings_extension_moved ON listings_extension;
DROP FUNCTION listings_guard_extension();
DROP FUNCTION listings_guard_moved();
DROP FUNCTION listings_extension_may_follow(text, text);
DROP FUNCTION listings_contested(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0005_extensions"), ("disclosure", "0004_changed")]
    operations = [migrations.RunSQL(sql=AFTER + EXTENSION, reverse_sql=BEFORE + UNDO)]
