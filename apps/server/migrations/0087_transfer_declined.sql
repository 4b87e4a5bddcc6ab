-- Why whoever declined a transfer last did so: {"reason", "note"}, each null where they did not say. Read by whoever handed over.
alter table transfers add column declined jsonb;
