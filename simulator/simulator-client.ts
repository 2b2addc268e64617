import type { z } from 'zod'
import type { Closing } from './closed.ts'
import type {
  AddressesInput,
  EventInput,
  ItemChangesInput,
  NewItemsInput,
  NewPortalInput,
  NewTypeInput,
  RightsInput,
  TokensInput,
} from './control-input.ts'
import type { Delivery } from './event-queue.ts'
import type { oauthFaultSchema, portalFaultsSchema } from './faults.ts'
import type { JsonMap } from './json-value.ts'
import type { Notification } from './notifications.ts'
import type { RestLogEntry } from './portal.ts'
import type { Comment } from './portal-state.ts'
import type { PortalView } from './portal-view.ts'
import type { OAuthLogEntry } from './world.ts'

export type LaunchTokens = {
  AUTH_ID: string
  AUTH_EXPIRES: string
  REFRESH_ID: string
  SERVER_ENDPOINT: string
  APPLICATION_TOKEN: string
  APPLICATION_SCOPE: string
  member_id: string
  status: string
}

export type BindingRow = {
  event: string
  handler: string
  auth_type: string
  offline: number
}

/** The control API of a running simulator, a method per route. Anything but a 2xx answer throws with the answer's text. */
export class SimulatorClient {
  #controlUrl: string

  constructor(controlUrl: string) {
    this.#controlUrl = controlUrl.replace(/\/+$/, '')
  }

  health = () => this.#call<{ status: string }>('GET', '/health')
  secrets = async () => (await this.#call<{ values: string[] }>('GET', '/secrets')).values
  oauthLog = () => this.#call<OAuthLogEntry[]>('GET', '/oauth/log')
  setOAuthFault = (fault: z.input<typeof oauthFaultSchema>) => this.#call<JsonMap>('POST', '/oauth/faults', fault)
  /** Of one portal. */
  clearOAuthFaults = (memberId: string) => this.#call<JsonMap>('DELETE', `/oauth/faults/${memberId}`)

  createPortal = (input: NewPortalInput = {}) => this.#call<PortalView>('POST', '/portals', input)
  portals = () => this.#call<PortalView[]>('GET', '/portals')
  portal = (memberId: string) => this.#call<PortalView>('GET', `/portals/${memberId}`)
  deletePortal = (memberId: string) => this.#call<JsonMap>('DELETE', `/portals/${memberId}`)

  issueTokens = (memberId: string, input: TokensInput = {}) => this.#post<LaunchTokens>(memberId, 'tokens', input)
  expireTokens = (memberId: string) => this.#post<JsonMap>(memberId, 'expire-tokens')
  revokeTokens = (memberId: string) => this.#post<JsonMap>(memberId, 'revoke')

  createItems = async (memberId: string, input: NewItemsInput) =>
    (await this.#post<{ ids: number[] }>(memberId, 'items', input)).ids
  updateItem = (memberId: string, entityTypeId: number, id: number, changes: ItemChangesInput) =>
    this.#call<JsonMap>('PATCH', `/portals/${memberId}/items/${entityTypeId}/${id}`, changes)
  deleteItem = (memberId: string, entityTypeId: number, id: number, { announce = true } = {}) =>
    this.#call<JsonMap>('DELETE', `/portals/${memberId}/items/${entityTypeId}/${id}?announce=${announce}`)

  restoreItem = (memberId: string, entityTypeId: number, id: number, { announce = true } = {}) =>
    this.#call<JsonMap>('POST', `/portals/${memberId}/items/${entityTypeId}/${id}/restore?announce=${announce}`, {})

  createType = (memberId: string, input: NewTypeInput) =>
    this.#post<{ entityTypeId: number; typeId: number; categoryIds: number[] }>(memberId, 'types', input)
  renameType = (memberId: string, entityTypeId: number, title: string) =>
    this.#call<JsonMap>('PATCH', `/portals/${memberId}/types/${entityTypeId}`, { title })
  deleteType = (memberId: string, entityTypeId: number) =>
    this.#call<JsonMap>('DELETE', `/portals/${memberId}/types/${entityTypeId}`)
  setRights = (memberId: string, input: RightsInput) =>
    this.#post<PortalView['users'][number]>(memberId, 'rights', input)

  /** Replaces all faults of a portal. */
  setFaults = (memberId: string, faults: z.input<typeof portalFaultsSchema>) =>
    this.#post<JsonMap>(memberId, 'faults', faults)
  clearFaults = (memberId: string) => this.#post<JsonMap>(memberId, 'faults')

  finishInstall = (memberId: string) => this.#post<JsonMap>(memberId, 'finish')
  uninstall = (memberId: string, { clean }: { clean: boolean }) => this.#post<JsonMap>(memberId, 'uninstall', { clean })
  /** Brings an uninstalled app back to where its installer has to run. */
  reinstall = (memberId: string, input: { renewToken?: boolean } = {}) =>
    this.#post<JsonMap>(memberId, 'install', input)
  /** A new version of the app, whose installer has to run; its application token is another one. */
  updateApp = (memberId: string) => this.#post<{ applicationToken: string }>(memberId, 'version')
  /** Nobody is told. */
  renewApplicationToken = (memberId: string) => this.#post<{ applicationToken: string }>(memberId, 'application-token')
  setClosed = (memberId: string, closed: Closing | null) => this.#post<JsonMap>(memberId, 'closed', { closed })
  setPaymentExpired = (memberId: string, expired: boolean) => this.#post<JsonMap>(memberId, 'payment', { expired })
  /** What the app's version card asks for, as a new version may change it. */
  setScope = (memberId: string, scope: string) => this.#post<JsonMap>(memberId, 'scope', { scope })
  /** A path that the portal is below, and what the OAuth server says of its addresses. */
  setAddresses = (memberId: string, input: AddressesInput) => this.#post<JsonMap>(memberId, 'addresses', input)
  rename = (memberId: string, port = 0) => this.#post<{ origin: string }>(memberId, 'rename', { port })

  sendEvent = (memberId: string, input: EventInput) => this.#post<JsonMap>(memberId, 'events', input)
  /** Resolves when no event of this portal is waiting or under way. */
  settled = (memberId: string) => this.#post<JsonMap>(memberId, 'settled')
  deliveries = (memberId: string) => this.#call<Delivery[]>('GET', `/portals/${memberId}/deliveries`)
  restLog = (memberId: string) => this.#call<RestLogEntry[]>('GET', `/portals/${memberId}/rest-log`)
  bindings = (memberId: string) => this.#call<BindingRow[]>('GET', `/portals/${memberId}/bindings`)
  /** Bindings go without a word: of these events, or all. */
  loseBindings = (memberId: string, events: readonly string[] = []) =>
    this.#call<JsonMap>('DELETE', `/portals/${memberId}/bindings?${events.map((event) => `event=${event}`).join('&')}`)
  comments = (memberId: string) => this.#call<Comment[]>('GET', `/portals/${memberId}/comments`)
  notifications = (memberId: string) => this.#call<Notification[]>('GET', `/portals/${memberId}/notifications`)

  #post<T>(memberId: string, action: string, body: object = {}): Promise<T> {
    return this.#call<T>('POST', `/portals/${memberId}/${action}`, body)
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const init = body
      ? { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      : { method }
    const response = await fetch(`${this.#controlUrl}${path}`, init)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
}
