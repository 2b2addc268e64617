import { type NotifyRule, type NotifySettings, silentSettings } from '#lib/notify/notify-rule.ts'
import { bellSilence, type Reach } from './silence.ts'

/** A rule that matches every item. */
export function emptyRule(): NotifyRule {
  return { id: crypto.randomUUID(), entityTypeId: null, stageId: null, createdById: null, minAmount: null, words: '' }
}

/** What somebody who never chose anything most likely wants: to hear of new items that are given to them. */
export function suggestedSettings(reach: Reach): NotifySettings {
  const rules = [{ ...emptyRule(), id: 'mine', assignedToId: reach.viewerId }]
  return { ...silentSettings, toast: true, bell: bellSilence(rules, reach) === null, rules }
}
