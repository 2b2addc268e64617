/** Seconds from one probe of an announced uninstall to the next. A real uninstall is announced once, so a forged one must not hide it. */
const probeDelaysSeconds = [60, 600, 3_600, 86_400] as const
/** So long after the last probe it is made again, unless it was answered. */
export const unansweredProbeSeconds = 3_600

/** When to look again after the probe number `probes` (from 1) did not prove it; null when it has been often enough. */
export function nextProbeDelay(probes: number): number | null {
  return probeDelaysSeconds[probes - 1] ?? null
}

/** Whether an uninstall was announced before the installation that stands now. Bitrix24 tells whole seconds only. */
export function isLate(sentAt: Date | null, installedAt: Date): boolean {
  if (!sentAt) return false
  return Math.floor(sentAt.getTime() / 1_000) < Math.floor(installedAt.getTime() / 1_000)
}

/**
 * What the OAuth server's word about our own token proves. `installed: false` and NOT_INSTALLED prove the uninstall; that a
 * token or a chain is broken proves nothing (settings/oauth/error-codes.md).
 */
export function readProof(answer: { installed: boolean } | { code: string }): 'installed' | 'uninstalled' | 'unknown' {
  if ('installed' in answer) return answer.installed ? 'installed' : 'uninstalled'
  return answer.code === 'not_installed' ? 'uninstalled' : 'unknown'
}
