import type { Explanation, ItemFacts, PortalCondition, ReceiptFact } from './explain-item.ts'
import type { PersonExplanation } from './explain-person.ts'

/** How many of something there were, by what became of it, the most frequent first. */
export type Tally = readonly { readonly outcome: string; readonly count: number }[]

export type InstallationReport = {
  readonly status: 'NEW' | 'ACTIVE' | 'REAUTH_REQUIRED' | 'PAYMENT_REQUIRED' | 'UNINSTALLED'
  /** As the portal says now; null when it did not. */
  readonly isFinished: boolean | null
  readonly isPaymentExpired: boolean | null
  readonly installedAt: string
  readonly scope: readonly string[]
  /** Whose token the app works with in the background. */
  readonly tokenOwner: { readonly id: number; readonly name: string | null; readonly isYou: boolean } | null
  readonly accessExpiresAt: string | null
  /**
   * Events that name this portal and carry another application token than the known one are refused: how many of the last 24 hours,
   * and when the last one of the last hour came, since the token was learnt; null where there is none.
   */
  readonly unproved: { readonly count: number; readonly lastAt: string | null }
  /** An uninstall was announced and is being verified; nothing is deleted before Bitrix24 confirms it. */
  readonly announcedUninstall: { readonly deletesData: boolean; readonly nextProbeAt: string } | null
  readonly condition: PortalCondition
}

/** Null where the portal did not say. */
export type BindingsReport = {
  readonly handler: string
  readonly bound: readonly string[]
  readonly missing: readonly string[]
  /** Events that this portal does not have: binding them again does not help. */
  readonly absent: readonly string[]
  /** The event that announces new items is among them. */
  readonly isSilent: boolean
  /** Bindings of this app to other addresses, or to events that it does not use. */
  readonly stale: number
} | null

export type QueueReport = {
  readonly lastEventAt: string | null
  readonly lastSweptAt: string | null
  readonly provedAt: string | null
  readonly watches: number
  /** Watches whose type turned out, within the last week, to have been deleted and made anew under its number. */
  readonly renewed: number
  /** Receipts that wait, those among them that wait for a later moment, and those that are set aside. */
  readonly unsettled: number
  readonly deferred: number
  readonly parked: number
  readonly oldestWaitingAt: string | null
  /** Events of the last 24 hours that were refused: too many at once, and those of `installation.unproved`. */
  readonly refused: number
  /** Receipts of the last 24 hours. */
  readonly receipts: Tally
  /** REST calls of the last hour. */
  readonly restCalls: Tally
  /** Refusals of that hour whose codes have no row in the table, and that went on for minutes; the newest first, at most five. */
  readonly unnamed: readonly UnnamedRefusal[]
}

/** `code` and `method` are Bitrix24's own words, `oauth/token` for a refresh of tokens. */
export type UnnamedRefusal = {
  readonly code: string
  readonly method: string
  readonly count: number
  readonly sinceAt: string
}

export type ItemReport = {
  readonly entityTypeId: number
  readonly itemId: number
  readonly verdict: Explanation
  readonly crm: ItemFacts['crm']
  readonly receipts: readonly ReceiptFact[]
  /** The person who was asked about as well. */
  readonly person: (PersonExplanation & { readonly userId: number }) | null
}

/** The answer of `GET /api/diagnostics`. Times are ISO 8601 UTC. */
export type Diagnostics = {
  readonly checkedAt: string
  /** The release that runs. */
  readonly version: string
  readonly installation: InstallationReport
  readonly bindings: BindingsReport
  readonly queue: QueueReport
  readonly retention: { readonly feedDays: number; readonly receiptDays: number }
  readonly steps: readonly Step[]
  readonly item: ItemReport | null
}

/** What an admin can do, the most urgent first. */
export type Step =
  | 'watch_uninstall'
  | 'finish'
  | 'reauthorise'
  | 'pay'
  | 'introduce'
  | 'silent'
  | 'bind'
  | 'choose_types'
  | 'type_renewed'
  | 'unnamed'
  | 'replay'

export function stepsOf({ installation, bindings, queue }: Pick<Diagnostics, 'installation' | 'bindings' | 'queue'>) {
  const steps: Step[] = []
  if (installation.announcedUninstall) steps.push('watch_uninstall')
  if (installation.condition === 'unfinished') steps.push('finish')
  if (installation.condition === 'reauth') steps.push('reauthorise')
  if (installation.condition === 'payment' || installation.isPaymentExpired) steps.push('pay')
  if (installation.unproved.lastAt !== null) steps.push('introduce')
  if (bindings?.isSilent) steps.push('silent')
  if (bindings && bindings.missing.length + bindings.stale > 0) steps.push('bind')
  if (queue.watches === 0) steps.push('choose_types')
  if (queue.renewed > 0) steps.push('type_renewed')
  if (queue.unnamed.length > 0) steps.push('unnamed')
  if (queue.deferred + queue.parked > 0) steps.push('replay')
  return steps
}

type Condition = Pick<InstallationReport, 'status' | 'isFinished'> & {
  readonly isFailing: boolean
  /** New items are not announced. */
  readonly isSilent: boolean
  /** Events come and are refused. */
  readonly isRefusing: boolean
}

/** The portal's own word on whether the installation is finished goes before what was known. */
export function conditionOf({ status, isFinished, isFailing, isSilent, isRefusing }: Condition): PortalCondition {
  if (status === 'REAUTH_REQUIRED') return 'reauth'
  if (status === 'PAYMENT_REQUIRED') return 'payment'
  if (isFinished === false || (status === 'NEW' && isFinished === null)) return 'unfinished'
  if (isSilent) return 'silent'
  if (isRefusing) return 'refused'
  return isFailing ? 'waiting' : 'ok'
}
