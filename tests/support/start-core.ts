import pg from 'pg'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { confirmPortal } from '#lib/confirmation/confirm-portal.ts'
import { db } from '#lib/db/client.ts'
import { storeInstallation } from '#lib/installations/store-installation.ts'
import { newId } from '#lib/platform/ids.ts'
import { shareBudgetsByDatabase } from '#lib/rest-budget/share-budgets.ts'
import { setWatches } from '#lib/watches/set-watches.ts'
import type { WantedWatch } from '#lib/watches/watch.ts'
import type { NewItemsInput } from '../../simulator/control-input.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { startSimulator } from '../../simulator/start-simulator.ts'
import { createTestDatabase } from './database.ts'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

const appUrl = 'http://127.0.0.1:3000'
type Wanted = number | (Partial<WantedWatch> & { readonly entityTypeId: number })

/** Items whose events, if there had been any, would have come long ago. */
export const longAgo = { fields: { createdTime: '2024-01-01T10:00:00+03:00' } }

/** The simulator and a database in this process, for tests that call our verbs without a server around them. */
export type Core = {
  simulator: SimulatorClient
  /** What our modules reach the database through, where it was asked for; `sql` does not. */
  proxy?: TcpProxy | null
  /** Sees the portal that was installed last. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
}

/** Starts them for a test file. Nothing runs by itself: no event is taken in, and nobody confirms or sweeps. */
export function runCore({ isProxied = false } = {}): () => Core {
  const parts = new AsyncDisposableStack()
  let core: Core | undefined
  beforeAll(async () => {
    const database = await createTestDatabase()
    parts.defer(database.drop)
    const client = { clientId: process.env.B24_CLIENT_ID ?? '', clientSecret: process.env.B24_CLIENT_SECRET ?? '' }
    const simulator = await startSimulator({ ...client, appUrl })
    parts.defer(simulator.close)
    const proxy = isProxied ? await startTcpProxy(new URL(database.url)) : null
    if (proxy) parts.defer(proxy.close)
    process.env.DATABASE_URL = proxy?.url ?? database.url
    process.env.B24_OAUTH_SERVERS = simulator.oauthUrl
    shareBudgetsByDatabase()
    // Never closed for idleness: what the session names as its portals would be gone.
    const pool = new pg.Pool({ connectionString: database.url, max: 1, idleTimeoutMillis: 0 })
    // Its end does not wait for the connection's: the server may still tell that the database was dropped.
    pool.on('error', () => undefined)
    parts.defer(() => pool.end())
    parts.defer(() => db().$disconnect())
    core = {
      simulator: new SimulatorClient(simulator.controlUrl),
      proxy,
      sql: async (text, values) => (await pool.query(text, values)).rows,
    }
  })
  afterAll(() => parts.disposeAsync())
  return () => {
    if (!core) throw new Error('The core runs within tests only.')
    return core
  }
}

export type InstalledCore = Awaited<ReturnType<typeof installCore>>

/** A portal with a finished installation, whose token is the admin's, and these types watched. */
export async function installCore({ simulator, sql }: Core, ...wanted: Wanted[]) {
  const { memberId, origin, domain } = await simulator.createPortal({ installed: true })
  onTestFinished(async () => void (await simulator.deletePortal(memberId)))
  const owner = {
    ...{ memberId, domain, clientEndpoint: `${origin}/rest`, userId: 1, licenseStatus: 'F', scope: 'crm,user_brief' },
    ...{ origins: [origin], installed: true, expiresAt: null, server: process.env.B24_OAUTH_SERVERS ?? '' },
  }
  /** As the next admin who opens the app does, too. */
  const install = async () => {
    const { AUTH_ID: accessToken, REFRESH_ID: refreshToken } = await simulator.issueTokens(memberId)
    const credentials = {
      accessToken,
      refreshToken,
      expiresAt: new Date(Date.now() + 3_600_000),
      applicationToken: null,
    }
    const portalId = await storeInstallation(owner, credentials, {
      finished: true,
      isInstalling: true,
      now: new Date(),
    })
    return { portalId, accessToken }
  }
  const { portalId, accessToken } = await install()
  await sql(`select set_config('app.portals', string_agg(id::text, ','), false) from portal`)
  const access = {
    portalId,
    clientEndpoint: owner.clientEndpoint,
    accessToken,
    priority: 0 as const,
    allowPrivate: true,
  }
  const watch = (...types: Wanted[]) =>
    setWatches(
      access,
      types.map((type) => ({
        ...{ visibility: 'crm' as const, history: 'none' as const },
        ...(typeof type === 'number' ? { entityTypeId: type } : type),
      })),
    )
  await watch(...wanted)
  return {
    portalId,
    memberId,
    watch,
    heal: install,
    /** Nobody hears of them. */
    create: (input: NewItemsInput) => simulator.createItems(memberId, { announce: false, ...input }),
    /** Appends the receipt of an event, as taking it in does. */
    receive: (receipt: {
      itemId: number
      entityTypeId?: number
      event?: string
      actor?: string
      receivedAt?: Date
    }) => {
      const { itemId, entityTypeId = 1220, event = 'ITEM_ADD', actor = 'PERSON', receivedAt = new Date() } = receipt
      return sql(
        `insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, received_at)
         values ($1, $2, $3::delivery_event, $4, $5, $6::actor, $7)`,
        [portalId, newId(), event, entityTypeId, itemId, actor, receivedAt],
      )
    },
    /** What a receipt needs to be stored: the digest of the application token, which the portal has from here on. */
    proveSender: async () => {
      const tokenDigest = newId()
      await sql(`update installation set application_token_digest = $2 where portal_id = $1`, [portalId, tokenDigest])
      return { portalId, tokenDigest }
    },
    /** Does what waits, as a worker does. */
    confirm: () => confirmPortal(portalId, { worker: newId(), isStopping: () => false }),
    /** Everything that waits for its time is due now. */
    passTime: async () => {
      await sql(`update event_delivery set deferred_until = null where portal_id = $1`, [portalId])
      await sql(`update watch set sweep_due_at = now() where portal_id = $1 and sweep_due_at is not null`, [portalId])
      await sql(`update feed_lease set retry_at = null where portal_id = $1`, [portalId])
      await sql(`update rest_budget set tokens = burst, paused_until = null where portal_id = $1`, [portalId])
    },
    /** What the feed has of this type, by id. */
    feed: async (entityTypeId = 1220) =>
      (
        await sql<{ id: number }>(
          `select item_id::int as id from feed_item
           where portal_id = $1 and entity_type_id = $2 and removed_at is null order by item_id`,
          [portalId, entityTypeId],
        )
      ).map(({ id }) => id),
    /** How many receipts there are by outcome. */
    receipts: async () =>
      Object.fromEntries(
        (
          await sql<{ outcome: string; count: number }>(
            `select outcome::text, count(*)::int from event_delivery where portal_id = $1 group by 1`,
            [portalId],
          )
        ).map(({ outcome, count }) => [outcome, count]),
      ),
    /** The requests that the portal has answered after the first `from`, without those for names. */
    requests: async (from = 0) =>
      (await simulator.restLog(memberId))
        .slice(from)
        .filter(
          ({ method, commands = [] }) =>
            method === 'batch' && commands.some((text) => /item\.list|user\.admin/.test(text)),
        ),
  }
}
