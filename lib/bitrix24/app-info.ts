import { z } from 'zod'
import type { Command } from './rest-batch.ts'

/** `app.info`, in a batch under a key of its own (api-reference/common/system/app-info.md). */
export const appQuestion: [key: string, command: Command] = ['app', { method: 'app.info', params: {} }]

/** What a portal says of the app; null where it does not say, as an older box says less. */
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

export function readAppInfo({ results }: { readonly results: ReadonlyMap<string, unknown> }): AppInfo {
  const { data } = appInfoSchema.safeParse(results.get(appQuestion[0]))
  return {
    isFinished: data?.INSTALLED ?? null,
    isPaymentExpired: data?.PAYMENT_EXPIRED == null ? null : data.PAYMENT_EXPIRED === 'Y',
    license: data?.LICENSE ?? null,
  }
}
