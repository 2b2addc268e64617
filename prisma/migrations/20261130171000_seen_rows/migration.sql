-- Positions of rows that a viewer has seen above the marks in `seen`, and of those that are unread although the marks are above them.
-- An older version leaves both alone.
alter table viewer_state
  add column seen_positions bigint[] not null default '{}',
  add column unread_positions bigint[] not null default '{}';
