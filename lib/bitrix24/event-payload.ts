import { z } from 'zod'
import { type FormBody, parseFormBody } from './form-body.ts'
import { idSchema } from './ids.ts'

/** What a creation, change or deletion is about. The fields are a hint; the tokens of an event are never used. */
export type ItemEvent = {
  readonly kind: 'item'
  readonly change: 'add' | 'update' | 'delete'
  readonly entityTypeId: number
  readonly itemId: number
}

/** A smart process was made, changed or deleted. Which one it names by its primary key, and may be made up: all are looked at. */
export type TypeEvent = { readonly kind: 'type' }

/** The app was removed; `clean` is the admin's tick at "delete settings and data" (api-reference/common/events/on-app-uninstall.md). */
export type UninstallEvent = { readonly kind: 'uninstall'; readonly clean: boolean }

/**
 * The installation is finished, or the app has a new version: either may bring another application token. Its access token proves
 * the portal at the OAuth server and the admin at the portal; nothing else of it is believed.
 */
export type IntroductionEvent = { readonly kind: 'introduction'; readonly accessToken: string }

/** Parsed, not yet trusted. */
export type BitrixEvent = {
  readonly memberId: string
  readonly applicationToken: string
  /** A person's token came along; robots, workflows and imports send none (api-reference/events, auth parameters). */
  readonly byPerson: boolean
  readonly sentAt: Date | null
  readonly about: ItemEvent | TypeEvent | UninstallEvent | IntroductionEvent | { readonly kind: 'other' }
}

const envelopeSchema = z.object({
  event: z
    .string()
    .max(64)
    .regex(/^[A-Z0-9_]+$/i),
  'auth[member_id]': z.string().min(1),
  'auth[application_token]': z.string().min(1),
  'auth[access_token]': z.string().optional(),
  // Only for people to read, so a strange one must not cost the event.
  ts: z.string().max(32).optional().catch(undefined),
})

const fieldsSchema = z.object({ 'data[FIELDS][ID]': idSchema, 'data[FIELDS][ENTITY_TYPE_ID]': idSchema })

const typeEvent = /^ONCRMTYPE(ADD|UPDATE|DELETE)$/
const itemEvent = /^ONCRMDYNAMICITEM(ADD|UPDATE|DELETE)(?:_\d+)?$/

export type ParsedEvent =
  | { readonly ok: true; readonly event: BitrixEvent }
  | { readonly ok: false; readonly reason: 'malformed' | 'not_proved' }

/**
 * Reads the form body of an event (api-reference/events/index.md, api-reference/crm/universal/events). Fields that are
 * not needed are ignored, so that new ones do not break us. Without member_id or application_token nobody can be proved.
 */
export function parseEvent(text: string): ParsedEvent {
  const body = parseFormBody(text)
  if (!body || body.event === undefined) return { ok: false, reason: 'malformed' }
  if (!body['auth[member_id]'] || !body['auth[application_token]']) return { ok: false, reason: 'not_proved' }
  const envelope = envelopeSchema.safeParse(body)
  if (!envelope.success) return { ok: false, reason: 'malformed' }
  const name = envelope.data.event.toUpperCase()
  const about = readSubject(name, body)
  if (!about) return { ok: false, reason: 'malformed' }
  return {
    ok: true,
    event: {
      memberId: envelope.data['auth[member_id]'],
      applicationToken: envelope.data['auth[application_token]'],
      byPerson: Boolean(envelope.data['auth[access_token]']),
      sentAt: readSentAt(envelope.data.ts),
      about,
    },
  }
}

function readSubject(name: string, body: FormBody): BitrixEvent['about'] | null {
  if (name === 'ONAPPUNINSTALL') return { kind: 'uninstall', clean: body['data[CLEAN]'] === '1' }
  if (name === 'ONAPPINSTALL' || name === 'ONAPPUPDATE') {
    // No token where the event is linked to nobody (on-app-update.md): then it proves nothing and is one that we do not use.
    const accessToken = body['auth[access_token]']
    return accessToken ? { kind: 'introduction', accessToken } : { kind: 'other' }
  }
  if (typeEvent.test(name)) return { kind: 'type' }
  const change = itemEvent.exec(name)?.[1]?.toLowerCase()
  if (change !== 'add' && change !== 'update' && change !== 'delete') return { kind: 'other' }
  const fields = fieldsSchema.safeParse(body)
  if (!fields.success) return null
  return {
    kind: 'item',
    change,
    itemId: fields.data['data[FIELDS][ID]'],
    entityTypeId: fields.data['data[FIELDS][ENTITY_TYPE_ID]'],
  }
}

/** `ts` is unix seconds by the portal's clock, kept for people to read only: order and sweeps never depend on it. */
function readSentAt(ts: string | undefined): Date | null {
  if (!ts || !/^\d{1,10}$/.test(ts)) return null
  return new Date(Number(ts) * 1000)
}
