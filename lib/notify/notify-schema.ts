import { z } from 'zod'
import { isStorableText } from '../platform/storable-text.ts'
import { isTimeZone } from '../platform/time-zone.ts'
import type { NotifyRule, NotifySettings } from './notify-rule.ts'

const maxRules = 20
const maxLength = 200

const text = z.string().max(maxLength).refine(isStorableText)
const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

const zone = z.string().max(64).refine(isTimeZone)

const ruleSchema: z.ZodType<NotifyRule> = z.strictObject({
  id: z.string().regex(/^[\w-]{1,40}$/),
  entityTypeId: id.nullable(),
  stageId: text.min(1).nullable(),
  createdById: id.nullable(),
  minAmount: z.number().min(0).max(1e15).nullable(),
  words: text,
  categoryId: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).exactOptional(),
  assignedToId: id.exactOptional(),
  actor: z.enum(['person', 'automation']).exactOptional(),
})

/** What a viewer may save under `notify` in the preferences. */
export const notifySchema: z.ZodType<NotifySettings> = z.strictObject({
  toast: z.boolean(),
  sound: z.boolean(),
  bell: z.boolean(),
  digest: z.boolean(),
  quiet: z.strictObject({ from: clock, to: clock, zone }).nullable(),
  language: z.string().regex(/^[a-z]{2}$/),
  rules: z
    .array(ruleSchema)
    .max(maxRules)
    .refine((rules) => new Set(rules.map((rule) => rule.id)).size === rules.length),
})
