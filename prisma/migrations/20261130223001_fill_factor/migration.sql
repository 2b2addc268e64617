-- Rows that each event, request or sweep updates: their next version fits into their page, and no index learns of it (docs/decisions/037).
alter table feed_head set (fillfactor = 85);
alter table rest_budget set (fillfactor = 85);
alter table type_check set (fillfactor = 85);
alter table watch set (fillfactor = 85);
-- They begin without their moments, and without who holds the lease.
alter table feed_lease set (fillfactor = 50);
alter table feed_proof set (fillfactor = 50);
