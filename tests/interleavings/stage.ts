import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { encodeSignals, signalChannel } from '#lib/db/signal-channel.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { startSimulator } from '../../simulator/start-simulator.ts'
import { testEnv } from '../support/test-env.ts'
import { ThreadApp } from '../support/thread-app.ts'
import { BreakableDatabase } from './breakable-database.ts'
import { type Front, startFront } from './front.ts'

/** Half a second: what waits longer than that waits for something else. */
const LOOKS_AT_RECEIPTS = 25
const BETWEEN_LOOKS_MS = 20

/** Two instances behind one address, their database, and Bitrix24; many stories are played here at once. */
export class Stage {
  readonly simulator: SimulatorClient
  readonly #front: Front
  readonly #instances: ThreadApp[]
  readonly #env: Record<string, string>
  readonly #database: BreakableDatabase
  readonly #pool: pg.Pool
  readonly #parts: AsyncDisposableStack
  /** What is under way for everybody: an instance that comes back, an outage that ends. */
  #fault: Promise<void> = Promise.resolve()

  private constructor(own: {
    simulator: SimulatorClient
    front: Front
    instances: ThreadApp[]
    env: Record<string, string>
    database: BreakableDatabase
    pool: pg.Pool
    parts: AsyncDisposableStack
  }) {
    this.simulator = own.simulator
    this.#front = own.front
    this.#instances = own.instances
    this.#env = own.env
    this.#database = own.database
    this.#pool = own.pool
    this.#parts = own.parts
  }

  /** @param settings what the instances' environment has besides. */
  static async start(settings: Record<string, string> = {}): Promise<Stage> {
    const parts = new AsyncDisposableStack()
    const database = await BreakableDatabase.create()
    parts.defer(() => database.close())
    const instances: ThreadApp[] = []
    const front = await startFront(() => instances.map(({ url }) => url))
    parts.defer(front.close)
    const secrets = testEnv()
    const { B24_CLIENT_ID: clientId = '', B24_CLIENT_SECRET: clientSecret = '' } = secrets
    const simulator = await startSimulator({ clientId, clientSecret, appUrl: front.url })
    parts.defer(simulator.close)
    const pool = await database.pool()
    parts.defer(() => pool.end())
    const env = {
      ...secrets,
      APP_URL: front.url,
      DATABASE_URL: database.url,
      B24_OAUTH_SERVERS: simulator.oauthUrl,
      // Sweeps come when the story says so.
      SWEEP_INTERVAL_SECONDS: '86400',
      LOG_LEVEL: 'silent',
      ...settings,
    }
    for (let n = 0; n < 2; n += 1) instances.push(await ThreadApp.start(env))
    parts.defer(async () => void (await Promise.all(instances.map((app) => app.kill()))))
    const client = new SimulatorClient(simulator.controlUrl)
    return new Stage({ simulator: client, front, instances, env, database, pool, parts })
  }

  /** The app as Bitrix24 and people's browsers know it. */
  get app(): { url: string } {
    return this.#front
  }

  /** Instances that ended by themselves. */
  crashes(): string[] {
    return this.#instances.flatMap(({ crash }) => (crash === null ? [] : [`an instance crashed: ${String(crash)}`]))
  }

  readonly urls = (): string[] => this.#instances.map(({ url }) => url)

  /** Ends an instance wherever it is and starts it again at its address, while the story goes on. */
  async kill(index: 0 | 1): Promise<void> {
    const PORT = new URL(this.#instances[index]?.url ?? '').port
    await this.#break(
      async () => this.#instances[index]?.kill(),
      async () => {
        this.#instances[index] = await ThreadApp.start({ ...this.#env, PORT })
      },
    )
  }

  async outage(mode: 'refuse' | 'hang', ms: number): Promise<void> {
    await this.#break(
      () => this.#database.break(mode),
      async () => {
        await sleep(ms)
        await this.#database.mend()
      },
    )
  }

  /** One fault after the other. Resolves when things are broken; `mend` runs while the story goes on. */
  async #break(harm: () => Promise<void>, mend: () => Promise<void>): Promise<void> {
    const harmed = this.#fault.then(harm)
    this.#fault = harmed.then(mend)
    await harmed
  }

  /** Resolves when both instances live and the database answers. */
  whole(): Promise<void> {
    return this.#fault
  }

  /** Does `work` while nothing is broken; what stories break meanwhile waits until it is done. */
  async calm<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#fault.then(work)
    this.#fault = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }

  async call(index: 0 | 1, file: string, verb: string, memberId: string): Promise<void> {
    const [portal] = await this.sql<{ id: string }>('select id from portal where member_id = $1', [memberId])
    if (portal) await this.#instances[index]?.call(file, verb, portal.id)
  }

  /** Everything that waits for its time is due: back-offs, deferred receipts, the leases of the dead, doubts. */
  async passTime(memberId: string): Promise<void> {
    const of = 'portal_id = (select id from portal where member_id = $1)'
    await this.sql(
      `update feed_lease set retry_at = null, held_until = null, held_by = null, epoch = epoch + 1 where ${of}`,
      [memberId],
    )
    await this.sql(`update event_delivery set deferred_until = null where settled_at is null and ${of}`, [memberId])
    await this.sql(`update installation set refresh_lease_until = null where ${of}`, [memberId])
    await this.sql(`update watch set swept_at = null where ${of}`, [memberId])
    await this.sql(`update rest_budget set tokens = burst, paused_until = null where ${of}`, [memberId])
    await this.settleDoubts(memberId)
    await this.#signal(memberId, ['deliveries'])
  }

  /**
   * What a portal is left alone for has passed, up to a day: back-offs, and whatever is looked at again by time. Unlike `passTime` it gives
   * no request: the budget stays as it is, and so does a lease that somebody has.
   * @returns for how many seconds the installation would not have been asked otherwise.
   */
  async passWaits(memberId: string): Promise<number> {
    const of = 'portal_id = (select id from portal where member_id = $1)'
    const [left] = await this.sql<{ seconds: number }>(
      `update installation n set recheck_at = now()
       from (select portal_id, recheck_at from installation where ${of} and recheck_at > now() for update) before
       where n.portal_id = before.portal_id returning extract(epoch from before.recheck_at - now())::float8 as seconds`,
      [memberId],
    )
    await this.sql(`update installation set bindings_due_at = null where ${of}`, [memberId])
    await this.sql(`update feed_lease set retry_at = null where ${of}`, [memberId])
    await this.sql(`delete from type_check where ${of}`, [memberId])
    await this.sql(`update event_delivery set deferred_until = null where settled_at is null and ${of}`, [memberId])
    await this.sql(
      `update watch set swept_at = null, compared_at = null, sweep_due_at = least(sweep_due_at, now()) where ${of}`,
      [memberId],
    )
    await this.#signal(memberId, ['deliveries', 'jobs'])
    return left?.seconds ?? 0
  }

  async #signal(memberId: string, kinds: readonly ('deliveries' | 'jobs')[]): Promise<void> {
    const [portal] = await this.sql<{ id: string }>('select id from portal where member_id = $1', [memberId])
    if (!portal) return
    const signals = kinds.map((kind) => ({ kind, portalId: portal.id }))
    await this.sql(`select pg_notify('${signalChannel}', $1)`, [encodeSignals(signals)])
  }

  /** What pages may still show although it is hidden now is settled at once. */
  async settleDoubts(memberId: string): Promise<void> {
    await this.#inBoth('settleDoubtsAgain', memberId)
  }

  /** More time than what the CRM said of somebody's rights is believed for. */
  async ageAnswers(memberId: string): Promise<void> {
    await this.#inBoth('ageAnswers', memberId)
  }

  async #inBoth(verb: string, memberId: string): Promise<void> {
    for (const instance of [0, 1] as const)
      await this.call(instance, 'tests/interleavings/pass-time.ts', verb, memberId)
  }

  async watches(memberId: string): Promise<Map<number, number>> {
    const rows = await this.sql<{ type: string; baseline: string }>(
      `select w.entity_type_id as type, w.baseline_item_id as baseline from watch w join portal p on p.id = w.portal_id where p.member_id = $1`,
      [memberId],
    )
    return new Map(rows.map(({ type, baseline }) => [Number(type), Number(baseline)]))
  }

  /** What must hold in the tables: nothing waits, and no revision is beyond the head. */
  async judgeRows(memberId: string): Promise<string[]> {
    const [row] = await this.sql<{ waiting: string; beyond: string; status: string; failures: number }>(
      `select n.status::text, coalesce(l.failures, 0) as failures, (select count(*) from event_delivery d where d.portal_id = p.id and d.settled_at is null) as waiting,
              (select count(*) from feed_item i
               where i.portal_id = p.id and (i.revision > h.head_revision or i.position > i.revision)) as beyond
       from portal p join installation n on n.portal_id = p.id join feed_head h on h.portal_id = p.id
         left join feed_lease l on l.portal_id = p.id
       where p.member_id = $1`,
      [memberId],
    )
    const problems =
      row?.waiting === '0' ? [] : [`${row?.waiting} receipts wait: ${row?.status}, ${row?.failures} failures in a row`]
    return row?.beyond === '0' ? problems : [...problems, `${row?.beyond} rows are beyond the head`]
  }

  /** Resolves when no receipt of this portal waits any more, or will not soon. */
  async comesToRest(memberId: string): Promise<void> {
    for (let left = LOOKS_AT_RECEIPTS; left > 0; left -= 1) {
      const [row] = await this.sql<{ waits: boolean }>(
        `select exists (select from event_delivery d join portal p on p.id = d.portal_id
                        where p.member_id = $1 and d.settled_at is null) as waits`,
        [memberId],
      )
      if (!row?.waits) return
      await sleep(BETWEEN_LOOKS_MS)
    }
  }

  async close(): Promise<void> {
    await this.#fault
    await this.#parts.disposeAsync()
  }

  /** On a connection that no outage breaks; row-level security shows a query only the portals that its connection names. */
  async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.#pool.connect()
    try {
      await client.query(`select set_config('app.portals', coalesce(string_agg(id::text, ','), ''), false) from portal`)
      return (await client.query<Row>(text, values)).rows
    } finally {
      client.release()
    }
  }
}
