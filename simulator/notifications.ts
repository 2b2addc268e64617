import type { Portal } from './portal.ts'
import { notify } from './smart-types.ts'

export type Notification = {
  id: number
  userId: number
  message: string
  tag: string
  /** ISO 8601. */
  at: string
  isRead: boolean
}

/** A system notification; one with the same tag replaces the former (chats/notifications/im-notify-system-add.md). */
export function notifyUser(portal: Portal, at: Date, { userId, message, tag }: NewNotification): number {
  const id = (portal.notifications.at(-1)?.id ?? 0) + 1
  const replaced = (known: Notification) => tag !== '' && known.tag === tag && known.userId === userId
  portal.notifications = portal.notifications.filter((known) => !replaced(known))
  portal.notifications.push({ id, userId, message, tag, at: at.toISOString(), isRead: false })
  notify(portal)
  return id
}

type NewNotification = Pick<Notification, 'userId' | 'message' | 'tag'>

const MOST_SHOWN = 50

/** What the portal's bell shows to one person, newest first. */
export function notificationsOf(
  portal: Portal,
  userId: number,
): Pick<Notification, 'id' | 'message' | 'at' | 'isRead'>[] {
  return portal.notifications
    .filter((known) => known.userId === userId)
    .slice(-MOST_SHOWN)
    .reverse()
    .map(({ id, message, at, isRead }) => ({ id, message, at, isRead }))
}

export function readNotifications(portal: Portal, userId: number): void {
  for (const known of portal.notifications) if (known.userId === userId) known.isRead = true
  notify(portal)
}
