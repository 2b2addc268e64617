import type { Portal } from './portal.ts'

export type Notification = {
  id: number
  userId: number
  message: string
  tag: string
}

/** A system notification; one with the same tag replaces the former (chats/notifications/im-notify-system-add.md). */
export function notifyUser(portal: Portal, userId: number, message: string, tag: string): number {
  const id = (portal.notifications.at(-1)?.id ?? 0) + 1
  const replaced = (known: Notification) => tag !== '' && known.tag === tag && known.userId === userId
  portal.notifications = portal.notifications.filter((known) => !replaced(known))
  portal.notifications.push({ id, userId, message, tag })
  return id
}
