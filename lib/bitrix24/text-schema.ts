import { z } from 'zod'

/** As PostgreSQL keeps it, which refuses NUL and half a character: what comes back from it is the same text. */
export const textSchema = z.string().transform((text) => text.replaceAll('\0', '').toWellFormed())

/** What something is called; empty for what is no name, such as null or false. */
export const nameSchema = z
  .union([z.string(), z.number().transform(String)])
  .catch('')
  .pipe(textSchema)
  .transform((name) => name.trim())
