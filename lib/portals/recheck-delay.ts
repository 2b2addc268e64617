import { pauseAfter } from '../platform/backoff.ts'

/**
 * Whom the next question is for: a portal, which may be paid for or give its admin the rights back any minute; the OAuth server about
 * a chain that it has refused, with our client secret: a few times in the first hour, then less and less; or about us, until our
 * configuration is mended.
 */
const seconds = {
  portal: { first: 60, longest: 900 },
  chain: { first: 600, longest: 86_400 },
  ours: { first: 300, longest: 1_200 },
} as const

/** How long after a refusal the next question is asked, when `rechecks` were asked before. */
export function recheckDelaySeconds(asked: keyof typeof seconds, rechecks: number): number {
  return pauseAfter(rechecks + 1, seconds[asked])
}
