import type { Item, User } from './portal-state.ts'

/** Whether the CRM lists this type for a person at all, however few of its items. */
export const mayList = (user: User, entityTypeId: number): boolean =>
  user.admin || !user.deniedTypes?.includes(entityTypeId)

/** Whether a person may read this item of a type that is listed: everything, own items (created or responsible), or nothing. */
export function mayRead(user: User, item: Item): boolean {
  if (!user.active) return false
  if (user.admin || user.crm === 'all') return true
  return user.crm === 'own' && (item.createdBy === user.id || item.assignedById === user.id)
}

/** Whether a person may change this item: never without reading it. */
export function mayChange(user: User, item: Item): boolean {
  if (!mayRead(user, item)) return false
  return user.admin || mayRead({ ...user, crm: user.change ?? 'all' }, item)
}

/** Whether a person may open this type at all, even where no item of it is readable. */
export const mayReadTypes = (user: User): boolean => user.active && (user.admin || user.crm !== 'none')

/** The CRM admin is another right than the portal's: every admin has it, and others may. */
export const isCrmAdmin = (user: User): boolean => user.active && (user.admin || user.crmAdmin)
