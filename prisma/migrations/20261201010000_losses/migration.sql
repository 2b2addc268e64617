-- When an announcement of the portal was last declined: until its types were walked after that, something may be missing.
alter table attention add column lost_at timestamptz(3);
