import { z } from 'zod'

/** A Bitrix24 id on the wire: a decimal string or number from 1 to 2^53 − 1, nothing else. */
export const idSchema = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^[1-9]\d{0,15}$/.test(text) && Number(text) <= Number.MAX_SAFE_INTEGER)
  .transform(Number)

/** An id where the CRM may also say "none" as 0, an empty string or null. */
export const optionalIdSchema = z.preprocess(
  (value) => (value === 0 || value === '0' || value === '' || value === undefined ? null : value),
  idSchema.nullable(),
)
