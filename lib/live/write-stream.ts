import type { ServerResponse } from 'node:http'
import type { FeedStream } from './stream-feed.ts'

/** Writes a stream straight into an answer of Node's server, whose head has been written. */
export function writeStream(stream: FeedStream, response: ServerResponse): void {
  // What is written to a reader that has just gone is an error of the answer.
  response.on('error', () => undefined)
  const { onGone, onDrain } = stream({
    write: (text) => void response.write(text),
    behind: () => response.writableLength,
    end: (text) => void response.end(text),
  })
  response.on('close', onGone)
  response.on('drain', onDrain)
  if (response.destroyed) onGone()
}
