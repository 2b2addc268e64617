import { z } from 'zod'

/** Far more than Bitrix24 takes. A portal of one's own may say megabytes, which pages of fifty would read into everybody's memory. */
const longest = 16_384

/** As PostgreSQL keeps it, which refuses NUL and half a character: what comes back from it is the same text. */
export const textSchema = z.string().transform((text) => text.slice(0, longest).replaceAll('\0', '').toWellFormed())

/** What something is found by: an index of PostgreSQL's takes no more than some kilobytes. */
export const keySchema = textSchema.pipe(z.string().min(1).max(255))

/** What something is called; empty for what is no name, such as null or false. */
export const nameSchema = z
  .union([z.string(), z.number().transform(String)])
  .catch('')
  .pipe(textSchema)
  .transform((name) => name.trim())
