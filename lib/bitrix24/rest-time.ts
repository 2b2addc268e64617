import { z } from 'zod'

/** What an answer's `time` says of its method (limits.md). */
export type RestTime = {
  /** Seconds that the method has used on this portal in the last ten minutes; null where that is not said. */
  readonly operatingSeconds: number | null
  /** When a part of them is forgotten, from now on; null where that is not said, or makes no sense. */
  readonly resetInMs: number | null
  /** The portal's own clock when it began to answer (data-types.md); null where it did not say. */
  readonly portalTime: Date | null
}

const windowMs = 10 * 60_000

const timeSchema = z.object({
  operating: z.number().nonnegative().nullable().catch(null),
  operating_reset_at: z.number().optional().catch(undefined),
  start: z.number().optional().catch(undefined),
  finish: z.number().optional().catch(undefined),
})

/** The moment of reset is told by the portal's clock, which may be hours off: it is measured from the portal's own `finish`. */
export function readTime(time: unknown): RestTime | null {
  const parsed = timeSchema.safeParse(time)
  if (!parsed.success) return null
  const { operating, operating_reset_at: resetAt, start, finish } = parsed.data
  const resetInMs = resetAt === undefined || finish === undefined ? 0 : Math.ceil((resetAt - finish) * 1_000)
  return {
    operatingSeconds: operating,
    resetInMs: resetInMs > 0 && resetInMs <= windowMs ? resetInMs : null,
    portalTime: start === undefined ? null : new Date(start * 1_000),
  }
}
