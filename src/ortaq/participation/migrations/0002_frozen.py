"""Once a vote is opened the database itself refuses to change its definition, whoever asks.

Free after opening: a cycle's state and its dates, the seed (once), where it was copied from; a project's
withdrawal. Everything else of cycles, pots, categories and projects stays as it was hashed.
"""

from django.db import migrations

EDITABLE = "('draft', 'staging')"
MESSAGE = "the definition of an opened vote is frozen"

TEXTS = ("kk", "ru", "en")


def translated(*names):
    return [column for name in names for column in (name, *(f"{name}_{language}" for language in TEXTS))]


CYCLE = [
    "id", "territory_id", "slug", "year", *translated("title", "summary"), "currency", "languages", "ballot_type",
    "max_choices", "max_points", "changeable", "rule", "rule_act", "rule_act_url", "comparisons", "opened_at",
    "frozen", "frozen_hash", "public_key", "seed_commitment", "is_demo", "created_by_id", "created_at",
]  # fmt: skip
PROJECT = [
    "id", "cycle_id", "pot_id", "code", "number", *translated("title", "text", "place", "photo_alt"), "cost_minor",
    "category_id", "territory_id", "lon", "lat", "photo_id", "archive_fields",
]  # fmt: skip
PARTS = ("pot", "category", "project")


def differs(columns, operator):
    return " OR ".join(f'OLD."{column}" {operator} NEW."{column}"' for column in columns)


def sqlite():
    changed = differs(CYCLE, "IS NOT")
    yield f"""CREATE TRIGGER participation_cycle_frozen_update BEFORE UPDATE ON participation_cycle
        WHEN OLD.state NOT IN {EDITABLE}
        AND (NEW.state IN {EDITABLE} OR (OLD.seed <> '' AND NEW.seed IS NOT OLD.seed) OR {changed})
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""
    yield f"""CREATE TRIGGER participation_cycle_frozen_delete BEFORE DELETE ON participation_cycle
        WHEN OLD.state NOT IN {EDITABLE}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""
    for part in PARTS:
        for event, rows in (("INSERT", ["NEW"]), ("DELETE", ["OLD"]), ("UPDATE", ["OLD", "NEW"])):
            cycles = ", ".join(f"{row}.cycle_id" for row in rows)
            opened = f"WHERE id IN ({cycles}) AND state NOT IN {EDITABLE}"
            frozen = f"EXISTS (SELECT 1 FROM participation_cycle {opened})"  # noqa: S608 -- constants of this file
            if (part, event) == ("project", "UPDATE"):
                frozen += f" AND ({differs(PROJECT, 'IS NOT')})"
            yield f"""CREATE TRIGGER participation_{part}_frozen_{event.lower()} BEFORE {event} ON participation_{part}
                WHEN {frozen}
                BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""


def postgresql():
    changed = differs(CYCLE, "IS DISTINCT FROM")
    yield f"""CREATE FUNCTION participation_cycle_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.state IN {EDITABLE} THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
          END IF;
          IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
          IF NEW.state IN {EDITABLE} OR (OLD.seed <> '' AND NEW.seed IS DISTINCT FROM OLD.seed) OR {changed} THEN
            RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END $$"""
    yield """CREATE TRIGGER participation_cycle_frozen BEFORE UPDATE OR DELETE ON participation_cycle
        FOR EACH ROW EXECUTE FUNCTION participation_cycle_frozen()"""
    for part in PARTS:
        allowed = "FALSE"
        if part == "project":
            allowed = f"TG_OP = 'UPDATE' AND NOT ({differs(PROJECT, 'IS DISTINCT FROM')})"
        yield f"""CREATE FUNCTION participation_{part}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE before_id bigint; after_id bigint;
            BEGIN
              IF TG_OP <> 'INSERT' THEN before_id := OLD.cycle_id; END IF;
              IF TG_OP <> 'DELETE' THEN after_id := NEW.cycle_id; END IF;
              IF EXISTS (SELECT 1 FROM participation_cycle
                         WHERE id IN (before_id, after_id) AND state NOT IN {EDITABLE}) THEN
                IF {allowed} THEN RETURN NEW; END IF;
                RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
              END IF;
              IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
              RETURN NEW;
            END $$"""  # noqa: S608 -- constants of this file
        yield f"""CREATE TRIGGER participation_{part}_frozen BEFORE INSERT OR UPDATE OR DELETE ON participation_{part}
            FOR EACH ROW EXECUTE FUNCTION participation_{part}_frozen()"""


def forwards(apps, schema_editor):
    for statement in postgresql() if schema_editor.connection.vendor == "postgresql" else sqlite():
        # No parameters: a per cent sign in the text is none.
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in ("cycle", *PARTS):
            schema_editor.execute(f"DROP TRIGGER participation_{table}_frozen ON participation_{table}")
            schema_editor.execute(f"DROP FUNCTION participation_{table}_frozen()")
        return
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER participation_cycle_frozen_{event}")
    for part in PARTS:
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER participation_{part}_frozen_{event}")


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
