import type { StreamMessages } from '../feed/feed-item.ts'
import { once } from '../platform/once.ts'

/** The JSON of something that nobody changes: of one object it is made once, however many streams tell it. */
export function encodeOnce(data: object): string {
  const texts = once('stream-texts', () => new WeakMap<object, string>())
  const text = texts.get(data) ?? JSON.stringify(data)
  texts.set(data, text)
  return text
}

/** One event of a stream (WHATWG HTML, server-sent events). `data` is JSON, so it has no line breaks. */
export function encodeEvent<E extends keyof StreamMessages>(event: E, data: StreamMessages[E], id?: bigint): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${encodeOnce(data)}\n\n`
}

export function encodeComment(text: string): string {
  return `: ${text}\n\n`
}

export function encodeRetry(ms: number): string {
  return `retry: ${Math.round(ms)}\n\n`
}

/** Without `no-transform` the stream is compressed and so held back; the last one is for proxies that buffer. */
export const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-store, no-transform',
  'x-accel-buffering': 'no',
} as const
