-- A sign of life writes the row of a presence every few seconds and an offer writes it too. They are some thousands at most and read
-- as a whole, so no index of the lease is needed, and with room beside it the new version needs no new index line at all.
drop index presences_lease;
alter table presences set (fillfactor = 40);
