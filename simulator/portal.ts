import { randomBytes } from 'node:crypto'
import type { FrameSession } from './app-frame.ts'
import type { EventQueue } from './event-queue.ts'
import type { PortalFaults } from './faults.ts'
import type { Notification } from './notifications.ts'
import type { PortalState, User } from './portal-state.ts'
import type { RestLimits } from './rest-limits.ts'

export type RestLogEntry = {
  at: string
  method: string
  userId: number | null
  httpStatus: number | null
  error: string | null
  commands?: string[]
}

/** A portal while it runs: what it remembers, and what a restart may forget. */
export type Portal = {
  state: PortalState
  origin: string
  events: EventQueue
  limits: RestLimits
  faults: PortalFaults
  frames: Map<string, FrameSession>
  restLog: RestLogEntry[]
  /** Pages that want to know when the CRM changes. */
  notifications: Notification[]
  addresses: PortalAddresses
  watchers: Set<() => void>
  close: () => Promise<void>
  /** Moves to another port; the old origin answers 302. */
  moveTo: (port: number) => Promise<void>
}

/** The portal's own clock, which may be wrong. */
export const portalNow = (world: { now: () => number }, portal: Portal): number =>
  world.now() + portal.faults.clockSkewMs

/** Where a portal is beside its origin. People may also open it by any other name of this machine, such as localhost. */
export type PortalAddresses = {
  /** Everything is below it; '' or `/portal`. */
  path: string
  /** What the OAuth server calls `domain`, `uri` or `client_endpoint` instead. */
  told: Record<string, string>
}

export const domainOf = (portal: Portal): string => new URL(portal.origin).host
export const clientEndpointOf = (portal: Portal): string => `${portal.origin}${portal.addresses.path}/rest/`
export const userName = (user: User): string => `${user.firstName} ${user.lastName}`.trim()
export const findUser = (portal: Portal, id: number): User | undefined => portal.state.users.find((u) => u.id === id)

/** The admin a control request means when it names nobody. */
/** Another colleague, with the rights of the first user but for the admin's. */
export function addUser(portal: Portal, id: number): User {
  const user: User = {
    ...defaultUser(portal),
    id,
    firstName: 'Colleague',
    lastName: String(id),
    admin: false,
    crmAdmin: false,
    hasPhoto: false,
  }
  portal.state.users.push(user)
  return user
}

export function defaultUser(portal: Portal): User {
  const user = portal.state.users.find((candidate) => candidate.admin) ?? portal.state.users[0]
  if (!user) throw new Error('a portal has at least one user')
  return user
}

/** What the portal page shows of a person's rights in one word. */
export function roleOf(user: User): 'admin' | 'manager' | 'employee' | 'outsider' {
  if (user.admin) return 'admin'
  if (user.crm === 'all') return 'manager'
  return user.crm === 'own' ? 'employee' : 'outsider'
}

/** 32 hexadecimal digits, the form of member ids, application tokens and frame sids. */
export const hex32 = (): string => randomBytes(16).toString('hex')

/** Whether events leave this portal at all (api-reference/events/index.md, settings/app-installation/installation-finish.md). */
export const isSendingEvents = (state: PortalState): boolean =>
  state.installed && !state.removed && !state.paymentExpired && state.closed === null
