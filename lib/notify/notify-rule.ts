import type { Actor } from '../bitrix24/actor.ts'
import type { PresentItem } from '../feed/feed-item.ts'
import { foldText } from '../feed/search-text.ts'
import { hasValues, type ValueFilter } from '../feed/value-conditions.ts'

/** Which new items a viewer wants to hear of. Every condition that is given has to hold; a rule without any hears of all. */
export type NotifyRule = {
  /** The client's choice, unique among the viewer's rules. */
  readonly id: string
  readonly entityTypeId: number | null
  readonly stageId: string | null
  readonly createdById: number | null
  /** At least so much, in the item's own currency. */
  readonly minAmount: number | null
  /** Any of these stands in the title; commas separate them. */
  readonly words: string
  // Left out where nothing is asked: a rule without them is still understood by a version that has never heard of them.
  readonly categoryId?: number
  readonly assignedToId?: number
  readonly actor?: KnownActor
}

export type KnownActor = Exclude<Actor, 'unknown'>

/** When a viewer is left in peace: by the clock of `zone` (IANA), from `from` until before `to` (`HH:MM`), over midnight too. */
export type QuietHours = { readonly from: string; readonly to: string; readonly zone: string }

/** How a viewer wants to hear of what the rules match. Everything is off until the viewer turns it on. */
export type NotifySettings = {
  readonly toast: boolean
  readonly sound: boolean
  /** Bitrix24's own notifications, also while the feed is closed. */
  readonly bell: boolean
  /** One summary an hour instead of a word each time; for the bell only. */
  readonly digest: boolean
  readonly quiet: QuietHours | null
  /** Bitrix24's code of the language that the bell speaks. */
  readonly language: string
  readonly rules: readonly NotifyRule[]
}

export const silentSettings: NotifySettings = {
  toast: false,
  sound: false,
  bell: false,
  digest: false,
  quiet: null,
  language: 'en',
  rules: [],
}

/** What a rule looks at. */
export type NotifiableItem = Pick<
  PresentItem,
  'entityTypeId' | 'title' | 'categoryId' | 'stage' | 'assignedTo' | 'createdBy' | 'actor' | 'amount'
>

/** Whether all that the rule asks is true of the item. */
export function matchesRule(item: NotifiableItem, rule: NotifyRule): boolean {
  if (!hasValues(item, valuesOf(rule))) return false
  if (rule.minAmount !== null && !(Number(item.amount?.value) >= rule.minAmount)) return false
  const phrases = phrasesOf(rule.words)
  if (phrases.length === 0) return true
  const title = foldText(item.title)
  return phrases.some((phrase) => title.includes(phrase))
}

/** The conditions of a rule that a filter has as well. */
function valuesOf({ entityTypeId, stageId, createdById, categoryId, assignedToId, actor }: NotifyRule): ValueFilter {
  return {
    ...(entityTypeId !== null && { entityTypeId }),
    ...(stageId !== null && { stageId }),
    ...(createdById !== null && { createdBy: createdById }),
    ...(categoryId !== undefined && { categoryId }),
    ...(assignedToId !== undefined && { assignedTo: assignedToId }),
    ...(actor !== undefined && { actor }),
  }
}

/** Whether a viewer wants to hear of an item. Nobody is told of what they made themselves. */
export function matchesAny(item: NotifiableItem, rules: readonly NotifyRule[], viewerId: number): boolean {
  return !isOwnDoing(item, viewerId) && rules.some((rule) => matchesRule(item, rule))
}

/** A robot's item carries the name of a person who did nothing. Where nobody knows who made it, that person counts as the maker. */
function isOwnDoing({ createdBy, actor }: NotifiableItem, viewerId: number): boolean {
  return createdBy?.id === viewerId && actor !== 'automation'
}

function phrasesOf(words: string): string[] {
  return words
    .split(/[,;\n、，،]/)
    .map((phrase) => foldText(phrase).trim())
    .filter((phrase) => phrase !== '')
}
