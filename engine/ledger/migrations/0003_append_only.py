"""The ledger is only ever added to; an erasure of a person says that it is one."""

from django.db import migrations

_GUARD = """
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('lenggong.erasing', true) = 'on' AND TG_OP = 'UPDATE' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only' USING
        ERRCODE = 'check_violation', CONSTRAINT = 'ledger_append_only';
END $$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger_operation
    FOR EACH ROW EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger_cellchange
    FOR EACH ROW EXECUTE FUNCTION ledger_append_only();
"""
_RELEASE = """
DROP TRIGGER ledger_append_only ON ledger_operation;
DROP TRIGGER ledger_append_only ON ledger_cellchange;
DROP FUNCTION ledger_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_undo")]

    operations = [migrations.RunSQL(_GUARD, _RELEASE)]
