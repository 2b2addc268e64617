import 'server-only'
import { type BitrixEvent, parseEvent } from '../bitrix24/event-payload.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { adoptApplicationToken } from '../installations/adopt-application-token.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { digest } from '../platform/crypto.ts'
import { env } from '../platform/env.ts'
import { newId } from '../platform/ids.ts'
import { describeError, log } from '../platform/log.ts'
import { count, observe } from '../platform/metrics.ts'
import { once } from '../platform/once.ts'
import { within } from '../platform/within.ts'
import { recordContact } from '../portals/record-contact.ts'
import { scheduleGoneProbe } from '../portals/schedule-gone-probe.ts'
import { scheduleUninstallProbes } from '../uninstall/schedule-uninstall-probes.ts'
import { attend } from '../watches/attend.ts'
import { followTypes } from '../watches/follow-types.ts'
import { appends } from './appends.ts'
import { askInTurn, countWaiting } from './ask-in-turn.ts'
import { countRefused } from './count-refused.ts'
import { type DeclinedKind, declinedKind } from './declined.ts'
import { declinedEvents } from './declined-events.ts'
import { takeEventShare, takeIntroduction, takeUninstallDoubt } from './event-limits.ts'
import { findSender, maxMemberIdLength } from './find-sender.ts'
import { GroupCommit } from './group-commit.ts'
import { actorOf, type Receipt, type ReceiveOutcome } from './receipt.ts'
import { storeReceipts } from './store-receipts.ts'

/**
 * Takes one event in: proves the sender by the application token of its portal, then appends a receipt. `received` means
 * that the receipt is committed. Nothing is written, and nobody is asked, before the proof.
 * @param from the sender's address, for who cannot be proved that way.
 */
export async function receiveEvent(
  body: string,
  { from, clock = systemClock }: { from: string; clock?: Clock },
): Promise<ReceiveOutcome> {
  const begunAt = clock()
  const outcome = await receive(body, { from, clock })
  count('spf_events_total', { outcome: outcome.kind })
  if (outcome.kind === 'received')
    observe('spf_receipt_commit_seconds', {}, (clock().getTime() - begunAt.getTime()) / 1_000)
  return outcome
}

async function receive(body: string, { from, clock }: { from: string; clock: Clock }): Promise<ReceiveOutcome> {
  const parsed = parseEvent(body)
  if (!parsed.ok)
    return parsed.reason === 'malformed' ? { kind: 'malformed' } : { kind: 'not_proved', reason: 'no_proof' }
  const { event } = parsed
  try {
    // Bitrix24 never repeats an event and slows down for slow handlers: better 503 now and a sweep later.
    const outcome = await within(env().databaseTimeoutMs, 'The database', async () => {
      const kept = await receiveAs(event, { isReadAnew: event.about.kind !== 'item' }, clock)
      const outcome = kept === 'not_stored' ? await receiveAs(event, { isReadAnew: true }, clock) : kept
      return outcome === 'not_stored' ? ({ kind: 'not_proved', reason: 'uninstalled' } as const) : outcome
    })
    return 'kind' in outcome ? outcome : await receiveUnproved(event, outcome.claimed, { from, clock })
  } catch (error) {
    appends().declinedAtMs = clock().getTime()
    logSometimes(error, clock)
    recordDeclined(event, declinedKind(event.about), clock)
    return { kind: 'not_stored' }
  }
}

/** Bitrix24 will not send it again. */
function recordDeclined(event: BitrixEvent, kind: DeclinedKind | null, clock: Clock): void {
  const { memberId, applicationToken } = event
  if (kind === null || memberId.length > maxMemberIdLength) return
  declinedEvents().add({ memberId, tokenDigest: digest(applicationToken), kinds: [kind], at: clock() })
}

/** @returns also a sender that is not proved, or that who was proved has another application token, or not the app, by now. */
async function receiveAs(event: BitrixEvent, { isReadAnew }: { isReadAnew: boolean }, clock: Clock) {
  const tokenDigest = digest(event.applicationToken)
  const sender = await findSender(event.memberId, tokenDigest, { nowMs: clock().getTime(), isReadAnew })
  return sender.portalId === null ? sender : receiveProved({ ...sender, tokenDigest }, event, clock)
}

async function receiveProved(
  { portalId, isGone, tokenDigest }: { portalId: string; isGone: boolean; tokenDigest: string },
  event: BitrixEvent,
  clock: Clock,
): Promise<ReceiveOutcome | 'not_stored'> {
  const { about, sentAt } = event
  // That the app is gone was learnt before its announcement came, which alone is still awaited.
  if (isGone && about.kind !== 'uninstall') return { kind: 'not_proved', reason: 'uninstalled' }
  if (!isGone && about.kind !== 'uninstall' && about.kind !== 'item') recordContact(portalId, clock)
  switch (about.kind) {
    case 'item': {
      if (!takeEventShare(portalId, clock)) {
        // A comparison is more than a portal may have for what it floods the app with: a sweep.
        recordDeclined(event, 'creation', clock)
        return { kind: 'too_many' }
      }
      const { change, entityTypeId, itemId } = about
      const actor = actorOf(change, event.byPerson)
      const item = { change, entityTypeId, itemId, actor }
      const receipt = { portalId, tokenDigest, id: newId(), ...item, sentAt, receivedAt: clock() }
      if (!(await commits().add(receipt))) return 'not_stored'
      appends().storedAtMs = clock().getTime()
      recordContact(portalId, clock)
      publishSignal({ kind: 'deliveries', portalId })
      attend(portalId, 'event')
      return { kind: 'received' }
    }
    case 'type':
      await followTypes(portalId)
      return { kind: 'received' }
    case 'uninstall':
      await scheduleUninstallProbes(portalId, { clean: about.clean }, clock)
      return { kind: 'received' }
    case 'introduction':
    case 'other':
      return { kind: 'ignored' }
  }
}

/**
 * An older portal tells its application token only at ONAPPINSTALL, and any may have another one after a new version or a new
 * installation; an admin's token proves it. Only for a portal that has the app, and not over and over for one address. Every
 * other event with an unknown token is refused, and counted for the portal that it names.
 */
async function receiveUnproved(
  { about, memberId, applicationToken }: BitrixEvent,
  claimed: string | null,
  { from, clock }: { from: string; clock: Clock },
): Promise<ReceiveOutcome> {
  const refused = { kind: 'not_proved', reason: 'unknown_sender' } as const
  if (claimed === null) return refused
  if (about.kind !== 'introduction') {
    countRefused(claimed, 'unproved')
    // The token may have been renewed meanwhile, and this one comes once: worth a look of our own, which tells the sender nothing.
    if (about.kind === 'uninstall' && takeUninstallDoubt(claimed, clock))
      void scheduleGoneProbe(claimed, clock).catch((error) => logSometimes(error, clock))
    return refused
  }
  const adopt = async () => {
    const isKept = await adoptApplicationToken({ accessToken: about.accessToken, memberId, applicationToken }, clock)
    if (!isKept) countRefused(claimed, 'unproved')
    return isKept
  }
  if (!takeIntroduction(claimed, from, clock, countWaiting(claimed))) {
    askInTurn(claimed, from, adopt, clock)
    return { kind: 'too_many' }
  }
  return (await adopt()) ? { kind: 'ignored' } : refused
}

/** A database that is gone fails every event of a burst: one line a second tells as much. */
function logSometimes(error: unknown, clock: Clock): void {
  const last = once('not-stored', () => ({ loggedAtMs: 0, since: 0 }))
  last.since += 1
  if (clock().getTime() - last.loggedAtMs < 1_000) return
  log().error({ err: describeError(error), events: last.since }, 'events were not stored')
  last.loggedAtMs = clock().getTime()
  last.since = 0
}

function commits(): GroupCommit<Receipt, boolean> {
  return once('receipts', () => new GroupCommit(storeReceipts, { lanes: 2, maxRows: 500, maxWaiting: 5_000 }))
}
