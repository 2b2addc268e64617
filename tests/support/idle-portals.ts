import pg from 'pg'

const portalsPerStatement = 500

/**
 * Portals that have nothing to do for a day: installed, three types watched, all swept, compared and pruned.
 * @param databaseUrl of the owner of the tables, whom the wall binds, too: so many portals are named at a time.
 */
export async function addIdlePortals(databaseUrl: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (let left = count; left > 0; left -= portalsPerStatement) {
      const ids = `(select unnest(string_to_array(current_setting('app.portals'), ','))::uuid as id)`
      await client.query(`begin`)
      await client.query(`
        select set_config('app.portals', string_agg(gen_random_uuid()::text, ','), true)
        from generate_series(1, ${Math.min(left, portalsPerStatement)})`)
      await client.query(`
        insert into portal (id, member_id, domain, client_endpoint)
        select id, id, id || '.example', 'https://' || id || '.example/rest/' from ${ids}`)
      await client.query(`
        insert into installation
          (portal_id, status, server_endpoint, scope, verified_at, rotated_at, heard_at, bindings_due_at)
        select id, 'ACTIVE', 'https://oauth.example/rest/', 'crm,im', now(), now(), now(), now() + interval '1 day'
        from ${ids}`)
      await client.query(`insert into feed_head (portal_id, head_revision) select id, 9 from ${ids}`)
      await client.query(`insert into feed_lease (portal_id, epoch) select id, 1 from ${ids}`)
      await client.query(`insert into pruning (portal_id, pruned_at) select id, now() + interval '1 day' from ${ids}`)
      await client.query(`
        insert into attention (portal_id, sweep_begun_at, sweep_at, compare_begun_at, compare_at)
        select id, now(), now() + interval '1 day', now(), now() + interval '1 day' from ${ids}`)
      await client.query(`
        insert into watch
          (portal_id, entity_type_id, title, baseline_item_id, checkpoint_item_id, swept_at, compared_at)
        select id, type, 'Claims', 0, 0, now() + interval '1 day', now() + interval '1 day'
        from ${ids}, generate_series(1030, 1032) as type`)
      await client.query(`commit`)
    }
    // What autovacuum does within a minute.
    await client.query('analyze portal, installation, feed_head, feed_lease, pruning, attention, watch')
  } finally {
    await client.end()
  }
}
