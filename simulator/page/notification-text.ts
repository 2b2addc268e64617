/** What a notification says and the first link in it: the only BB code that notifications here have. */
export function notificationText(message: string): { text: string; href: string | null } {
  const href = /\[URL=([^\]]+)\]/i.exec(message)?.[1] ?? null
  return { text: message.replace(/\[\/?URL[^\]]*\]/gi, ''), href }
}
