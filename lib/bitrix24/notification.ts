import type { Command } from './rest-batch.ts'

/** One notification; the same tag replaces the one that was sent before. */
export type Notification = { readonly userId: number; readonly text: string; readonly tag: string }

/** `im.notify.system.add` (api-reference/chats/notifications/im-notify-system-add.md): to anybody, in the app's name. */
export function sendNotification({ userId, text, tag }: Notification): Command {
  return { method: 'im.notify.system.add', params: { USER_ID: userId, MESSAGE: text, TAG: tag } }
}
