import type pg from 'pg'

/** One statement that the app asked, as PostgreSQL counts it: its constants and parameters are `$1`, `$2`. */
export type AskedStatement = { readonly text: string; readonly calls: number }

type Node = { readonly [key: string]: unknown; readonly Plans?: readonly Node[] }

/** What may be asked without naming one portal. What is about no rows of portals (signals, locks, jobs) needs no mention. */
const lawful = [
  // What is due, which says when and never what (docs/decisions/034).
  /\bschedule\./,
  // Whoever sends an event, or opens the app, claims to be a portal: it is looked up before it can be named.
  /^select p\.member_id(, n\.portal_id::text, n\.application_token_digest, n\.status::text)? from portal p join installation n /,
  // Receipts are committed together: each row names its own portal, and meets the watches of that one.
  /^insert into event_delivery .* left join watch w on w\.portal_id = r\.portal_id /,
  // Whether an event could be stored is tried on any one portal, named in the same trip, and taken back.
  /^insert into event_delivery .* where p\.id::text = current_setting\(/,
]

/** What the app's role asked of this database so far. Nothing of the auditor, who is another role. */
export async function readStatements(client: pg.Client): Promise<AskedStatement[]> {
  const { rows } = await client.query<AskedStatement>(`
    select query as text, sum(calls)::float8 as calls
    from statements.pg_stat_statements s join pg_database d on d.oid = s.dbid
    where d.datname = current_database() and userid = 'spf_app'::regrole
    group by 1 order by 2 desc`)
  return rows
}

/**
 * Statements that read rows of portals without saying of which: one that PostgreSQL would have to ask every machine for, were portals spread
 * over several. Told by their plans, in which a condition reaches each table that is joined by its portal.
 */
export async function findUnrouted(client: pg.Client, statements: readonly AskedStatement[]): Promise<string[]> {
  const walled = await readWalled(client)
  const unrouted: string[] = []
  for (const { text } of statements) {
    if (
      lawful.some((pattern) => pattern.test(oneLine(text))) ||
      !walled.some((name) => new RegExp(`\\b${name}\\b`).test(text))
    )
      continue
    const scans = scansOf(await planOf(client, text)).filter(({ table }) => walled.includes(table))
    const lost = scans.filter(({ conditions }) => !/portal_id( =|\))/.test(conditions))
    const isAnchored =
      scans.length === 0 || scans.some(({ conditions }) => /portal_id = (ANY \()?\(?\$\d/.test(conditions))
    if (lost.length > 0 || !isAnchored) unrouted.push(`${lost.map(({ table }) => table).join(', ')}: ${shorten(text)}`)
  }
  return unrouted
}

/**
 * Statements for which PostgreSQL would read a large table of portals from end to end. By the statistics of the moment: where there are
 * no rows it would do so, lawfully.
 */
export async function findLongReads(
  client: pg.Client,
  statements: readonly AskedStatement[],
  beyondRows: number,
): Promise<string[]> {
  const walled = await readWalled(client)
  await client.query('analyze')
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and reltuples > $1`,
    [beyondRows],
  )
  const large = rows.map(({ name }) => name).filter((name) => walled.includes(name))
  const long: string[] = []
  for (const { text } of statements) {
    if (!large.some((name) => new RegExp(`\\b${name}\\b`).test(text))) continue
    const read = scansOf(await planOf(client, text)).filter(
      ({ type, table }) => type === 'Seq Scan' && large.includes(table),
    )
    if (read.length > 0) long.push(`${read.map(({ table }) => table).join(', ')}: ${shorten(text)}`)
  }
  return long
}

async function readWalled(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attname = 'portal_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`)
  return rows.map(({ name }) => name)
}

/** Where a constant may stand and a parameter may not. */
const asParsed = (text: string) =>
  text.replaceAll(/\binterval \$\d+/g, `interval '1 day'`).replaceAll(/\bextract\(\$\d+ from/gi, `extract('epoch' from`)

async function planOf(client: pg.Client, text: string): Promise<Node> {
  try {
    const { rows } = await client.query(`explain (generic_plan, format json) ${asParsed(text)}`)
    return rows[0]['QUERY PLAN'][0].Plan
  } catch (error) {
    throw new Error(`This statement has no plan: ${text}`, { cause: error })
  }
}

type Scan = { readonly type: string; readonly table: string; readonly conditions: string }

/** Each scan with its own conditions and those of joins above it that name it; the wall's own left out. */
function scansOf(node: Node, above: readonly string[] = []): Scan[] {
  const own = ['Index Cond', 'Recheck Cond', 'Filter'].flatMap((key) => (key in node ? [String(node[key])] : []))
  const joins = ['Hash Cond', 'Merge Cond', 'Join Filter'].flatMap((key) => (key in node ? [String(node[key])] : []))
  const below = (node.Plans ?? []).flatMap((child) => scansOf(child, [...above, ...joins]))
  if (!('Relation Name' in node) || !String(node['Node Type']).includes('Scan')) return below
  const named = above.filter(
    (condition) => condition.includes(`${node.Alias}.portal_id =`) || condition.includes(`= ${node.Alias}.portal_id`),
  )
  const conditions = [...own, ...named]
    .join(' ')
    .replaceAll(/\(?\w*\.?portal_id = ANY \(\(InitPlan \d+\)\.col1\)\)?/g, '')
  return [{ type: String(node['Node Type']), table: String(node['Relation Name']), conditions }, ...below]
}

const oneLine = (text: string) => text.trim().replaceAll(/\s+/g, ' ')
const shorten = (text: string) => oneLine(text).slice(0, 400)
