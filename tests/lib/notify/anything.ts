import type { NotifyRule } from '#lib/notify/notify-rule.ts'

/** The rule that matches every item. */
export const anything: NotifyRule = {
  id: 'r',
  entityTypeId: null,
  stageId: null,
  createdById: null,
  minAmount: null,
  words: '',
}
