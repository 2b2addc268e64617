import { onTestFinished } from 'vitest'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import type { NewItemsInput, NewPortalInput } from '../../simulator/control-input.ts'
import { type EventFields, eventForm } from './event-form.ts'
import { FeedClient } from './feed-client.ts'
import type { System } from './start-system.ts'

/** As many as the portal's page lists at once. */
const PAGE = 200

/** An item as the CRM shows it to somebody. */
export type CrmItem = { id: number; title: string; assignedBy: { id: number } }

/** What a driver needs of a running system. */
export type Surroundings = Pick<System, 'simulator' | 'sql'> & { readonly app: Pick<System['app'], 'url'> }

/** The user ids of the simulator's sample portal. */
export const people = { admin: 1, manager: 7, employee: 9, outsider: 11 } as const

/** The form that the portal's page submits into the iframe. */
export type LaunchForm = {
  action: URL
  fields: Record<string, string>
  sid: string
}

/** What the app answered, and where its page moves the frame to. */
export type Opening = {
  status: number
  headers: Headers
  html: string
  /** Path and query below the app's origin, without the fragment. */
  address: string
  /** `feed`, `settings`, `install`, `state/…`. */
  screen: string
  session: FrameSession | null
}

/** One simulated portal, used as its people would use it. */
export class PortalDriver {
  readonly memberId: string
  readonly origin: string
  readonly applicationToken: string
  readonly #system: Surroundings

  constructor(system: Surroundings, view: { memberId: string; origin: string; applicationToken: string }) {
    this.#system = system
    this.memberId = view.memberId
    this.origin = view.origin
    this.applicationToken = view.applicationToken
  }

  /** Opens the app's tab (or, until it is installed, the installer) as this person, up to the form. */
  async form(userId: number = people.admin): Promise<LaunchForm> {
    const opened = await this.#pageCall<{ ok: boolean; action: string; fields: Record<string, string>; sid: string }>(
      userId,
      'app-frame',
      {},
    )
    if (!opened.ok) throw new Error(`The portal does not open the app: ${JSON.stringify(opened)}`)
    return { action: new URL(opened.action), fields: opened.fields, sid: opened.sid }
  }

  /** A form as `form` gives it, but for the app's tab, also where the portal would not open it, with that person's fresh tokens. */
  async launchForm(userId: number, route: 'launch' | 'install' = 'launch'): Promise<LaunchForm> {
    const action = new URL(`${this.#system.app.url}/api/bitrix24/${route}`)
    action.search = new URLSearchParams({ DOMAIN: this.domain, PROTOCOL: '0', LANG: 'en', APP_SID: 'sid' }).toString()
    const tokens = await this.#system.simulator.issueTokens(this.memberId, { userId })
    return { action, fields: { ...tokens, PLACEMENT: 'DEFAULT' }, sid: 'sid' }
  }

  get domain(): string {
    return new URL(this.origin).host
  }

  async submit({ action, fields }: LaunchForm): Promise<Opening> {
    const response = await fetch(action, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
    const html = await response.text()
    const goal = /location\.replace\(("[^"]*")\)/.exec(html)?.[1]
    // An answer that leads nowhere, of a proxy perhaps, is no screen.
    const target = new URL(goal ? JSON.parse(goal) : '/', action)
    const fragment = target.hash.slice(1)
    return {
      status: response.status,
      headers: response.headers,
      html,
      address: `${target.pathname}${target.search}`,
      screen: target.pathname.split('/').slice(3).join('/'),
      session: fragment === '' ? null : JSON.parse(Buffer.from(fragment, 'base64url').toString('utf8')),
    }
  }

  async open(userId: number = people.admin): Promise<Opening> {
    return this.submit(await this.form(userId))
  }

  /** The whole installation by the admin, `installFinish` included. */
  async install(userId: number = people.admin): Promise<Opening> {
    const form = await this.form(userId)
    const opening = await this.submit(form)
    if (opening.screen !== 'install') throw new Error(`not installed: ${opening.status} ${opening.screen}`)
    await this.#pageCall(userId, 'install-finish', { sid: form.sid })
    return opening
  }

  /** The items of a type as the CRM shows them to this person; none where the person may not list them, or there is no such type. */
  async listAs(userId: number, entityTypeId: number): Promise<Map<number, CrmItem>> {
    const shown = new Map<number, CrmItem>()
    for (let before = ''; ; ) {
      const path = `/portal-api/items?entityTypeId=${entityTypeId}&limit=${PAGE}${before}`
      const response = await fetch(`${this.origin}${path}`, { headers: { cookie: `portal_user=${userId}` } })
      const { items = [] } = (await response.json()) as { items?: CrmItem[] }
      for (const item of items) shown.set(item.id, item)
      const last = items.at(-1)
      if (!last || items.length < PAGE) return shown
      before = `&before=${last.id}`
    }
  }

  /** Opens the app and goes on as this viewer's frame. */
  async viewer(userId: number = people.admin): Promise<FeedClient> {
    const { session, screen } = await this.open(userId)
    if (!session) throw new Error(`no session: ${screen}`)
    return new FeedClient(this.#system.app.url, session)
  }

  /** Installs, and watches these types. @returns the admin. */
  async ready(...wanted: Parameters<FeedClient['watch']>): Promise<FeedClient> {
    await this.install()
    const admin = await this.viewer()
    await admin.watch(...wanted)
    return admin
  }

  create(input: NewItemsInput): Promise<number[]> {
    return this.#system.simulator.createItems(this.memberId, input)
  }

  /** Sends an event as this portal would, without any change in the CRM. @returns the status of the answer. */
  async send(fields: Partial<EventFields>, appUrl: string = this.#system.app.url): Promise<number> {
    return (await postEvent(appUrl, eventForm(this, fields))).status
  }

  /** How many receipts of this portal there are by outcome; of one event where that is named, without our own of walks. */
  async receipts(event: string | null = null): Promise<Record<string, number>> {
    const rows = await this.#system.sql<{ outcome: string; count: string }>(
      `select d.outcome::text, count(*) from event_delivery d join portal p on p.id = d.portal_id
       where p.member_id = $1 and ($2::text is null or d.event::text = $2) group by 1`,
      [this.memberId, event],
    )
    return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, Number(count)]))
  }

  async #pageCall<T>(userId: number, route: string, body: object): Promise<T> {
    const response = await fetch(`${this.origin}/portal-api/${route}`, {
      method: 'POST',
      headers: { cookie: `portal_user=${userId}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
}

/** A portal of its own for one test, gone when the test is. */
export async function createPortal(system: Surroundings, input: NewPortalInput = {}): Promise<PortalDriver> {
  const view = await system.simulator.createPortal(input)
  onTestFinished(async () => void (await system.simulator.deletePortal(view.memberId)))
  return new PortalDriver(system, view)
}

/** Posts a body to the app's handler of events. */
export function postEvent(appUrl: string, body: string | URLSearchParams): Promise<Response> {
  return fetch(`${appUrl}/api/bitrix24/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(body),
  })
}
