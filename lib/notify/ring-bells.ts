import 'server-only'
import { sendNotification } from '../bitrix24/notification.ts'
import { portalAddress } from '../bitrix24/portal-address.ts'
import { isNamedOutcome } from '../bitrix24/refusals.ts'
import { type BatchAnswer, type Command, callBatch } from '../bitrix24/rest-batch.ts'
import { invoiceEntityTypeId } from '../bitrix24/smart-process.ts'
import { db, type Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { languageOf } from '../language/language.ts'
import { loadMessages } from '../language/load-messages.ts'
import { nameTypes } from '../language/name-types.ts'
import { translate } from '../language/translate.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { callAsInstallation } from '../tokens/call-as-installation.ts'
import { bellTag, bellText, type RungItem } from './bell-text.ts'
import { planBells } from './plan-bells.ts'
import { quietEnd } from './quiet-hours.ts'
import { type DueBell, readDueBells } from './read-due-bells.ts'
import { type RingingViewer, readRingingViewers } from './read-ringing-viewers.ts'

const viewersPerBatch = 50
const retrySeconds = 300
const backgroundPriority = 3

/** Notes what is new, and tells the viewers whose bells are due, each once: with the installation's own access. */
export async function ringBells(portalId: string, clock: Clock): Promise<void> {
  while (await planBells(portalId, clock()));
  const due = await inPortal(portalId, async (tx) => ({
    viewers: await readRingingViewers(tx, portalId),
    types: await readTypes(tx, portalId),
    bells: Map.groupBy(await readDueBells(tx, portalId, clock()), (bell) => bell.userId),
  }))
  const awake: [RingingViewer, DueBell[]][] = []
  for (const [userId, bells] of due.bells) {
    const viewer = due.viewers.find((each) => each.userId === userId)
    const wakesAt = viewer ? quietEnd(clock(), viewer.settings.quiet) : null
    if (!viewer) await storeOutcome(portalId, bells, { kind: 'forget' })
    else if (wakesAt && wakesAt > clock()) await storeOutcome(portalId, bells, { kind: 'later', at: wakesAt })
    else awake.push([viewer, bells])
  }
  for (let start = 0; start < awake.length; start += viewersPerBatch) {
    await ring(portalId, awake.slice(start, start + viewersPerBatch), due.types, clock)
  }
}

type Type = { readonly entityTypeId: number; readonly title: string }

/** All that are watched, as what a type is called depends on the others. */
async function readTypes(tx: Transaction, portalId: string): Promise<Type[]> {
  const types = await tx.watch.findMany({ where: { portalId }, select: { entityTypeId: true, title: true } })
  return types.map(({ entityTypeId, title }) => ({ entityTypeId: Number(entityTypeId), title }))
}

async function ring(
  portalId: string,
  rung: readonly [RingingViewer, DueBell[]][],
  types: readonly Type[],
  clock: Clock,
): Promise<void> {
  const address = await addressOf(portalId)
  const commands = new Map<string, Command>()
  for (const [viewer, bells] of rung)
    commands.set(String(viewer.userId), await notification(viewer, bells, types, address))
  const answer = await callAsInstallation(portalId, backgroundPriority, (access) => callBatch(access, commands))
  if (!answer.ok) log().info({ portalId, ...answer.failure }, 'bells wait: the portal did not take them')
  for (const [{ userId }, bells] of rung) {
    await storeOutcome(portalId, bells, outcomeOf(answer, String(userId), clock()))
  }
}

async function notification(
  { userId, settings }: RingingViewer,
  bells: readonly DueBell[],
  types: readonly Type[],
  address: string,
): Promise<Command> {
  const { code, locale } = languageOf(settings.language)
  const messages = await loadMessages(code)
  const t: Parameters<typeof bellText>[0] = (key, values) => translate(messages, locale, key, values)
  const named = nameTypes(types, t, invoiceEntityTypeId)
  const titles = new Map(named.map(({ entityTypeId, title }) => [entityTypeId, title]))
  const items = bells.map((bell): RungItem => ({ ...bell, type: titles.get(bell.entityTypeId) ?? '' }))
  return sendNotification({ userId, text: bellText(t, address, items), tag: bellTag(userId, items) })
}

type Outcome =
  | { readonly kind: 'rung'; readonly at: Date }
  | { readonly kind: 'later'; readonly at: Date }
  | { readonly kind: 'forget' }

/** A person who cannot be notified (dismissed, say) is not tried again; whatever passes is, with the same tag, for a day. */
function outcomeOf(answer: BatchAnswer, key: string, now: Date): Outcome {
  const failure = answer.ok ? answer.failures.get(key) : answer.failure
  if (!failure) return { kind: 'rung', at: now }
  const isAboutPerson = answer.ok && failure.kind === 'other' && isNamedOutcome(failure.code)
  return isAboutPerson ? { kind: 'forget' } : { kind: 'later', at: secondsFrom(now, retrySeconds) }
}

async function storeOutcome(portalId: string, bells: readonly DueBell[], outcome: Outcome): Promise<void> {
  const column = (pick: (bell: DueBell) => number) => bells.map((bell) => BigInt(pick(bell)))
  const these = Prisma.sql`
    b.portal_id = ${portalId}::uuid and (b.user_id, b.entity_type_id, b.item_id) in (
      select * from unnest(${column((b) => b.userId)}::bigint[], ${column((b) => b.entityTypeId)}::bigint[],
                           ${column((b) => b.itemId)}::bigint[]))`
  await inPortal(portalId, (tx) => {
    if (outcome.kind === 'forget') return tx.$executeRaw`delete from bell b where ${these}`
    const set = outcome.kind === 'rung' ? Prisma.sql`rung_at` : Prisma.sql`due_at`
    return tx.$executeRaw`update bell b set ${set} = ${outcome.at}::timestamptz where ${these}`
  })
}

async function addressOf(portalId: string): Promise<string> {
  const portal = await db().portal.findUniqueOrThrow({ where: { id: portalId }, select: { clientEndpoint: true } })
  return portalAddress(portal.clientEndpoint)
}
