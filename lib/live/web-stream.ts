import type { FeedStream } from './stream-feed.ts'

const bufferBytes = 16 * 1024

/**
 * A stream as a web answer's body, where no answer of Node's server is at hand.
 * @param gone the reader has gone: of one that leaves before it reads, the body hears nothing.
 */
export function webStream(stream: FeedStream, gone?: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let events: ReturnType<FeedStream> | undefined
  const end = () => events?.onGone()
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => controller.enqueue(encoder.encode(text))
        events = stream({
          write,
          behind: () => bufferBytes - (controller.desiredSize ?? bufferBytes),
          end: (text) => {
            gone?.removeEventListener('abort', end)
            try {
              write(text)
              controller.close()
            } catch {
              // The reader has gone already.
            }
          },
        })
        gone?.addEventListener('abort', end, { once: true })
        if (gone?.aborted) end()
      },
      pull: () => events?.onDrain(),
      cancel: end,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
  )
}
