import { z } from 'zod'

/** As PostgreSQL keeps it, which refuses NUL and half a character: what comes back from it is the same text. */
export const textSchema = z.string().transform((text) => text.replaceAll('\0', '').toWellFormed())
