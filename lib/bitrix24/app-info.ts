import { z } from 'zod'

/** What a portal says of the app (`app.info`); null where it does not say, as an older box says less. */
export type AppInfo = {
  /** Whether it considers the installation finished: before that it announces nothing (settings/app-installation/installation-finish.md). */
  readonly isFinished: boolean | null
  readonly isPaymentExpired: boolean | null
  /** The portal's plan, `de_ent250`. */
  readonly license: string | null
}

/** One field that cannot be read costs itself alone. */
const appInfoSchema = z.object({
  INSTALLED: z.boolean().nullable().catch(null),
  PAYMENT_EXPIRED: z.string().nullable().catch(null),
  LICENSE: z
    .string()
    .regex(/^\w{1,64}$/)
    .nullable()
    .catch(null),
})

export function readAppInfo(result: unknown): AppInfo {
  const { data } = appInfoSchema.safeParse(result)
  return {
    isFinished: data?.INSTALLED ?? null,
    isPaymentExpired: data?.PAYMENT_EXPIRED == null ? null : data.PAYMENT_EXPIRED === 'Y',
    license: data?.LICENSE ?? null,
  }
}
