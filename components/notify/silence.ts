import type { NotifyRule } from '#lib/notify/notify-rule.ts'
import type { Watch } from '#lib/watches/watch.ts'

/** What decides whether a rule can ever be true of an item that a viewer is told of. */
export type Reach = {
  readonly viewerId: number
  readonly watches: readonly Watch[]
  /** Whether the app's scope lets it ring Bitrix24's bell. */
  readonly isBellGranted: boolean
}

/** Why a rule is true of no item that is told: its type brings none, or the viewer would make them. */
export type RuleSilence = 'type' | 'own'

/** Why a way of telling stays silent. */
export type Silence = 'notGranted' | 'nothingWatched' | 'noneOpen' | 'noRules' | 'rules' | 'rulesClosed'

const isFollowed = ({ paused }: Watch) => paused === null
const isOpen = (watch: Watch) => isFollowed(watch) && watch.visibility === 'portal'

export function silenceOf(rule: NotifyRule, { watches, viewerId }: Reach): RuleSilence | null {
  if (!watches.some((watch) => isFollowed(watch) && isOfType(watch, rule))) return 'type'
  return rule.createdById === viewerId && rule.actor === 'person' ? 'own' : null
}

/** Why messages and the sound, which the open page makes, never come; null where they may. */
export function pageSilence(rules: readonly NotifyRule[], reach: Reach): Silence | null {
  if (!reach.watches.some(isFollowed)) return 'nothingWatched'
  if (rules.length === 0) return 'noRules'
  return rules.some((rule) => silenceOf(rule, reach) === null) ? null : 'rules'
}

/** Why Bitrix24's bell never rings; null where it may. */
export function bellSilence(rules: readonly NotifyRule[], reach: Reach): Silence | null {
  if (!reach.isBellGranted) return 'notGranted'
  if (reach.watches.some(isFollowed) && !reach.watches.some(isOpen)) return 'noneOpen'
  const silence = pageSilence(rules, reach)
  if (silence !== null) return silence
  return rules.some((rule) => silenceOf(rule, reach) === null && isHeardByBell(rule, reach)) ? null : 'rulesClosed'
}

/** What the bell may speak of. */
export function openTitles({ watches }: Reach): string[] {
  return watches.filter(isOpen).map(({ title }) => title)
}

/** Whether the bell may speak of what the rule is about: of types that are open to the whole portal. */
export function isHeardByBell(rule: NotifyRule, { watches }: Reach): boolean {
  return watches.some((watch) => isOpen(watch) && isOfType(watch, rule))
}

function isOfType(watch: Watch, { entityTypeId }: NotifyRule): boolean {
  return entityTypeId === null || watch.entityTypeId === entityTypeId
}
