import { z } from 'zod'

/** What a refusal says, for any that the documentation names or that nobody has heard of. */
const refusalSchema = z.object({
  status: z.number().int().default(400),
  error: z.string(),
  description: z.string().default(''),
})

export type Refusal = z.infer<typeof refusalSchema>

const restFaultSchema = z.object({
  /** A method's name, or * for any. A fault for an inner method also fires inside a batch. */
  method: z.string().default('*'),
  /**
   * `reset` drops the socket before anything is done, `reset_after` once it is done; `hold` answers once other faults, or none, have
   * been set.
   */
  kind: z.enum([
    ...(['query_limit', 'operation_limit', 'hang', 'html', 'error200'] as const),
    ...(['reset', 'reset_after', '500', 'refuse', 'hold'] as const),
  ]),
  /** With `refuse`. */
  refusal: refusalSchema.optional(),
  times: z.number().int().positive(),
  /** For operation_limit: the refusal says, as a `time` object, when the method is free again; without it, it says nothing. */
  resetInSeconds: z.number().positive().optional(),
  /** Only for this user's calls; without it, anybody's. */
  userId: z.number().int().optional(),
})

/** What an older box leaves out of an answer, or of a batch's. */
export const leftOutParts = [
  ...(['time', 'total', 'next', 'operating', 'operating_reset_at'] as const),
  ...(['result_error', 'result_total', 'result_next', 'result_time'] as const),
] as const

export const portalFaultsSchema = z.object({
  drop: z.number().min(0).max(1).default(0),
  /** So many further copies of an event, and of which share of the events. */
  double: z.number().int().min(0).max(100).default(0),
  doubleShare: z.number().min(0).max(1).default(1),
  delayMs: z.number().min(0).default(0),
  reorder: z.boolean().default(false),
  stripTokens: z.boolean().default(false),
  seed: z.number().int().default(1),
  rest: z.array(restFaultSchema).default([]),
  latencyMs: z.number().min(0).default(0),
  /** The portal's clock is that far ahead, or behind. */
  clockSkewMs: z.number().default(0),
  /** Ids of items that break every list they would be in. */
  poison: z.array(z.number()).default([]),
  /** Ids of items whose rows no app can read. */
  garbled: z.array(z.number()).default([]),
  /** While it is not paid for, the app may not call REST either. */
  unpaidRest: z.boolean().default(false),
  /** A refresh ends the access token that it replaces. */
  refreshEndsAccess: z.boolean().default(false),
  /** Types, by their entityTypeId, that nobody may list, not even an admin. */
  deniedTypes: z.array(z.number()).default([]),
  /** Rows of a list, by any id that they name, that say these things otherwise; null: that are no objects at all. */
  oddRows: z
    .array(
      z.object({
        method: z.string(),
        id: z.union([z.string(), z.number()]),
        fields: z.record(z.string(), z.json()).nullable(),
      }),
    )
    .default([]),
  /** Methods whose list comes as an object with numbers for keys, as PHP writes one that has lost its first row. */
  mappedLists: z.array(z.string()).default([]),
  /** Lists name neither their `total` nor what is `next`. */
  noCounts: z.boolean().default(false),
  /** Pages of a list, by their `start`, that are an internal error. */
  brokenPages: z.array(z.object({ method: z.string(), start: z.number() })).default([]),
  /** Types, by their entityTypeId, of whose categories the CRM says ENTITY_TYPE_NOT_SUPPORTED, although items name one. */
  unsupportedCategories: z.array(z.number()).default([]),
  /** Types whose list is refused in these words, although `crm.type.list` tells of them. */
  refusedTypes: z
    .array(z.object({ entityTypeId: z.number(), error: z.string(), description: z.string().default('') }))
    .default([]),
  /** The portal has no invoices of the new kind. */
  noInvoices: z.boolean().default(false),
  /** Events, by their upper-case names, that an older box does not have. */
  absentEvents: z.array(z.string()).default([]),
  /** So many times this event's binding is refused since another one is said to be under way. */
  busyBindings: z.array(z.object({ event: z.string(), times: z.number().int().positive() })).default([]),
  leftOut: z.array(z.enum(leftOutParts)).default([]),
})

export const oauthFaultSchema = z.object({
  /** `unknown_token`: app.info knows no token; the rest are what a refresh is refused with. */
  kind: z.enum([
    ...(['down', 'hang', 'lost_answer', 'no_expires', 'not_installed', 'unknown_token'] as const),
    ...(['invalid_grant', 'payment_required', 'invalid_client', 'wrong_client', 'user_access_error'] as const),
    // ERROR_OAUTH, which means either by its description alone.
    ...(['error_oauth_not_installed', 'error_oauth_subscription', 'refuse'] as const),
  ]),
  /** With `refuse`. */
  refusal: refusalSchema.optional(),
  times: z.number().int().positive(),
  /** Only requests about this portal; without it, any. */
  memberId: z.string().optional(),
})

export type RestFault = z.infer<typeof restFaultSchema>
export type RestFaultKind = RestFault['kind']
export type OAuthFault = z.infer<typeof oauthFaultSchema>
export type OAuthFaultKind = z.infer<typeof oauthFaultSchema>['kind']

/** What goes wrong on one portal, and the seeded chance it goes wrong by. */
export type PortalFaults = z.infer<typeof portalFaultsSchema> & {
  random: () => number
  /** Others have taken their place: what is held is answered then. */
  replaced: PromiseWithResolvers<void>
}

export function makeFaults(input: z.input<typeof portalFaultsSchema> = {}): PortalFaults {
  const faults = portalFaultsSchema.parse(input)
  return { ...faults, random: seededRandom(faults.seed), replaced: Promise.withResolvers() }
}

/** What makes an answer another one. */
const everyOther: readonly RestFaultKind[] = restFaultSchema.shape.kind.options.filter((kind) => kind !== 'hold')

/**
 * Uses up one REST fault that fits this call, if there is one.
 * @param call.kinds the kinds that can happen here; without them, any that changes the answer
 */
export function takeRestFault(
  faults: PortalFaults,
  call: { method: string; userId: number | null; kinds?: readonly RestFaultKind[] },
): RestFault | null {
  const { method, userId, kinds } = call
  const fits = faults.rest.find(
    (fault) =>
      fault.times > 0 &&
      (fault.method === '*' || fault.method === method) &&
      (kinds ?? everyOther).includes(fault.kind) &&
      (fault.userId === undefined || fault.userId === userId),
  )
  if (!fits) return null
  fits.times -= 1
  return fits
}

/** The same numbers for the same seed, 0 <= n < 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
