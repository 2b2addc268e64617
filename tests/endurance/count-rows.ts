/** One query that counts the rows of each table: `table`, `count`. Run it where all portals may be seen. */
export const COUNT_ROWS = [
  'portal',
  'installation',
  'feed_head',
  'feed_lease',
  'feed_proof',
  'type_check',
  'pruning',
  'watch',
  'event_delivery',
  'feed_item',
  'directory_entry',
  'viewer_state',
  'viewer_action',
  'bell',
  'bell_cursor',
  'rest_call',
  'refused_hints',
  'rest_budget',
  'rest_method',
]
  .map((table) => `select '${table}' as "table", count(*)::int as count from ${table}`)
  .join(' union all ')
