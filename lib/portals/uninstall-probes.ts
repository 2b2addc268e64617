/** Seconds from one probe of an announced uninstall to the next. A real uninstall is announced once, so a forged one must not hide it. */
const probeDelaysSeconds = [60, 600, 3_600, 86_400] as const
/** So long after the last probe it is made again, unless it was answered. */
export const unansweredProbeSeconds = 3_600
/** The probe after which there is no other, counted from 0. */
export const lastProbe = probeDelaysSeconds.length
/** A series begins anew at most that often, however often an uninstall is announced: so soon a real one is found at the latest. */
export const seriesSeconds = 3_600

/** When to look again after the probe number `probes` (from 1) did not prove it; null when it has been often enough. */
export function nextProbeDelay(probes: number): number | null {
  return probeDelaysSeconds[probes - 1] ?? null
}

/**
 * What the OAuth server's word about our own token proves. `installed: false` and NOT_INSTALLED prove the uninstall; that a
 * token or a chain is broken proves nothing (settings/oauth/error-codes.md).
 */
export function readProof(answer: { installed: boolean } | { code: string }): 'installed' | 'uninstalled' | 'unknown' {
  if ('installed' in answer) return answer.installed ? 'installed' : 'uninstalled'
  return answer.code === 'not_installed' ? 'uninstalled' : 'unknown'
}
