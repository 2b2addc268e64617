-- Sessions of the portal's viewers that were sealed before then are let in no more.
alter table installation add column sessions_since timestamptz(3);
