import type { Translate } from '#components/frame/language-provider.tsx'

/** "12 s", "3 min", "2 h". */
export function durationText(t: Translate, seconds: number): string {
  if (seconds < 90) return t('duration.seconds', { count: Math.max(1, Math.round(seconds)) })
  if (seconds < 90 * 60) return t('duration.minutes', { count: Math.round(seconds / 60) })
  return t('duration.hours', { count: Math.round(seconds / 3600) })
}

/** How long something took: what begins and ends in the same second is made at once. */
export function spanText(t: Translate, seconds: number): string {
  return seconds < 2 ? t('duration.moment') : durationText(t, seconds)
}
