/**
 * Whom the next question is for: a portal, which may be paid for or give its admin the rights back any minute; the OAuth server about
 * a chain that it has refused, with our client secret: a few times in the first hour, then less and less; or about us, until our
 * configuration is mended.
 */
const delays = {
  portal: { firstSeconds: 60, longestSeconds: 900 },
  chain: { firstSeconds: 600, longestSeconds: 86_400 },
  ours: { firstSeconds: 300, longestSeconds: 1_200 },
} as const

/** How long after a refusal the next question is asked, when `rechecks` were asked before. */
export function recheckDelaySeconds(asked: keyof typeof delays, rechecks: number): number {
  const { firstSeconds, longestSeconds } = delays[asked]
  return Math.min(longestSeconds, firstSeconds * 2 ** Math.min(rechecks, 16))
}
