import { parseLaunch } from '#lib/bitrix24/launch-payload.ts'
import { install } from '#lib/http/install.ts'
import { launch } from '#lib/http/launch.ts'
import { listDueRechecks } from '#lib/installations/list-due-rechecks.ts'
import { recheckInstallation } from '#lib/installations/recheck-installation.ts'
import { type Clock, secondsFrom, systemClock } from '#lib/platform/clock.ts'
import { receiveEvent } from '#lib/receipts/receive-event.ts'
import { listDueProbes } from '#lib/uninstall/list-due-probes.ts'
import { probeUninstall } from '#lib/uninstall/probe-uninstall.ts'
import { type EventFields, eventForm } from './event-form.ts'
import { type Core, installCore } from './start-core.ts'

export const address = { bitrix24: '192.0.2.1', stranger: '203.0.113.7' }

/** So many seconds from now. */
export const later =
  (seconds: number): Clock =>
  () =>
    secondsFrom(new Date(), seconds)

type Sending = { readonly from?: string; readonly clock?: Clock }

/** A portal of `installCore`, whose people open the app and whose events arrive, without a server around our verbs. */
export async function lifeOf(core: Core, ...wanted: Parameters<typeof installCore>[1][]) {
  const portal = await installCore(core, ...wanted)
  const { portalId, memberId } = portal
  const { simulator, sql } = core
  const view = () => simulator.portal(memberId)

  /** What an event is answered. Without a token of its own it carries the one that the portal sends at present. */
  const send = async (fields: Partial<EventFields>, { from = address.bitrix24, clock = systemClock }: Sending = {}) =>
    (await receiveEvent(String(eventForm(await view(), fields)), { from, clock })).kind

  const tokenOf = async (userId: number, expiresInSeconds?: number) =>
    (await simulator.issueTokens(memberId, { userId, ...(expiresInSeconds && { expiresInSeconds }) })).AUTH_ID

  /** What somebody has who asks the portal with this person's token, and waits for it. */
  const accessOf = async (userId: number) => ({
    ...{ portalId, clientEndpoint: `${(await view()).origin}/rest`, accessToken: await tokenOf(userId) },
    ...{ priority: 0 as const, allowPrivate: true },
  })

  /** The form of this person's opening, with other fields where they are named. */
  const form = async (userId: number, fields: Record<string, string> = {}, expiresInSeconds = 3_600) => {
    const tokens = await simulator.issueTokens(memberId, { userId, expiresInSeconds })
    const { domain } = await view()
    const query = new URLSearchParams({ DOMAIN: domain, PROTOCOL: '0', LANG: 'en' })
    const payload = parseLaunch(query, new URLSearchParams({ ...tokens, ...fields }).toString())
    if (!payload) throw new Error('no launch')
    return payload
  }

  const installation = async () => {
    await sql(`select set_config('app.portals', $1, false)`, [portalId])
    const [row] = await sql<Record<string, unknown>>('select * from installation where portal_id = $1', [portalId])
    return row ?? {}
  }

  return {
    ...portal,
    view,
    send,
    tokenOf,
    accessOf,
    form,
    fail: (faults: Parameters<typeof simulator.setFaults>[1]) => simulator.setFaults(memberId, faults),
    installation,
    status: async () => (await installation()).status,
    /** ONAPPINSTALL, or another event that brings an application token. */
    introduce: (
      {
        applicationToken,
        accessToken,
        event = 'ONAPPINSTALL',
      }: { applicationToken: string; accessToken: string; event?: string },
      sending?: Sending,
    ) => send({ event, itemId: undefined, entityTypeId: '', applicationToken, accessToken }, sending),
    /** What an item's event with this application token is answered. */
    hears: (applicationToken: string) => send({ itemId: 7, applicationToken }),
    announceUninstall: (clean: boolean, fields: Partial<EventFields> = {}, sending?: Sending) =>
      sendUninstall(clean, { ...fields }, sending),
    launch: (form: Parameters<typeof launch>[0]) => launch(form, '192.0.2.1'),
    runInstaller: (form: Parameters<typeof install>[0]) => install(form, '192.0.2.1'),
    /** The portal's own token is over, by our clock. */
    expireAccess: () => sql(`update installation set access_expires_at = now() where portal_id = $1`, [portalId]),
    /** Looks at an uninstall as often as it is due, as workers do. */
    lookWhileDue: async (clock = systemClock) => {
      while ((await listDueProbes(clock())).includes(portalId)) await probeUninstall(portalId, clock)
    },
    /** Asks again where that is due. @returns how it ended, null where it was not due. */
    recheck: async (clock: Clock) =>
      (await listDueRechecks(clock())).includes(portalId) ? (await recheckInstallation(portalId, clock)).kind : null,
    recheckNow: async (clock: Clock) => (await recheckInstallation(portalId, clock)).kind,
    /** What the OAuth server was asked about this portal. */
    questions: async (endpoint?: 'app.info' | 'token') =>
      (await simulator.oauthLog()).filter(
        (entry) => entry.memberId === memberId && (endpoint === undefined || entry.endpoint === endpoint),
      ).length,
    rows: () => rowsOf(core, portalId),
  }

  async function sendUninstall(clean: boolean, fields: Partial<EventFields>, sending: Sending = {}) {
    const { from = address.bitrix24, clock = systemClock } = sending
    const body = eventForm(await view(), { event: 'ONAPPUNINSTALL', entityTypeId: '', ...fields })
    body.set('data[CLEAN]', clean ? '1' : '0')
    return (await receiveEvent(String(body), { from, clock })).kind
  }
}

/** All that a portal has, by table. */
async function rowsOf({ sql }: Core, portalId: string): Promise<Record<string, number>> {
  await sql(`select set_config('app.portals', $1, false)`, [portalId])
  const tables = await sql<{ name: string }>(`
    select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attname = 'portal_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`)
  const rows: Record<string, number> = {}
  for (const [name, column] of [['portal', 'id'], ...tables.map((table) => [table.name, 'portal_id'])]) {
    const counted = `select count(*)::int as count from "${name}" where ${column} = $1`
    const [row] = await sql<{ count: number }>(counted, [portalId])
    if (name && row?.count) rows[name] = row.count
  }
  return rows
}
