import { secondsFrom } from '../platform/clock.ts'

/** What is believed of a portal's application token, by digests: the present one, since when, and those that were replaced lately. */
export type KnownToken = {
  readonly digest: string | null
  readonly takenAt: Date | null
  readonly formers: readonly string[]
}

/** What a proved admin brought, and when the access token that proved it ends, by the OAuth server's word. */
export type OfferedToken = { readonly digest: string; readonly accessEndsAt: Date | null }

/** An access token lives for an hour (settings/oauth/auto-renewal.md): older forms and events prove nothing any more. */
const accessSeconds = 3_600
/** What the clocks of the OAuth server and this one may differ. */
const slackSeconds = 300
const maxFormers = 4

/**
 * Whether a proved admin's value replaces the one that is known. Any other value does, but for one that was replaced lately: a
 * frame that is reloaded sends its form again, and an event may be late. A former value comes back only with an access token that
 * was issued after the present one was taken, or once no form from before can be proved any more.
 */
export function takesOver(known: KnownToken, offered: OfferedToken, now: Date): boolean {
  if (offered.digest === known.digest) return false
  const { takenAt } = known
  if (takenAt === null || !known.formers.includes(offered.digest)) return true
  if (secondsFrom(takenAt, accessSeconds + slackSeconds) <= now) return true
  if (offered.accessEndsAt === null) return false
  return secondsFrom(offered.accessEndsAt, -accessSeconds) > secondsFrom(takenAt, slackSeconds)
}

/** What is known once the offered value has been taken over. */
export function takenOver({ digest, formers }: KnownToken, offered: OfferedToken, now: Date): KnownToken {
  const before = digest === null ? formers : [digest, ...formers]
  return {
    digest: offered.digest,
    takenAt: now,
    formers: before.filter((former) => former !== offered.digest).slice(0, maxFormers),
  }
}
