import { createParser, type EventSourceMessage } from 'eventsource-parser'

export type EventStreamSink = {
  /** A chunk came; whatever was in it has been handed on. */
  onBytes(): void
  onId(id: string): void
  onRetry(retryMs: number): void
  onEvent(event: EventSourceMessage): void
}

/**
 * Reads a `text/event-stream` body to its end. The server sends a heartbeat at least every 20 s, so silence longer than
 * `silenceMs` means a dead connection.
 * @throws when the connection breaks, falls silent or is aborted.
 */
export async function readEventStream(
  response: Response,
  abort: AbortController,
  silenceMs: number,
  sink: EventStreamSink,
): Promise<void> {
  if (response.body === null) throw new Error('The stream has no body')
  const parser = createParser({ onEvent: sink.onEvent, onId: sink.onId, onRetry: sink.onRetry })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let watchdog: ReturnType<typeof setTimeout> | undefined
  const feedWatchdog = () => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => abort.abort(new Error('The stream fell silent')), silenceMs)
  }
  try {
    feedWatchdog()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      feedWatchdog()
      parser.feed(value)
      sink.onBytes()
    }
  } finally {
    clearTimeout(watchdog)
  }
}
