import { once } from '../platform/once.ts'
import { streamHeaders } from './sse.ts'
import type { FeedStream } from './stream-feed.ts'
import { webStream } from './web-stream.ts'

/** Requests whose answers are sent by somebody who writes streams, and the stream of each once there is one. */
function direct() {
  return once('direct-streams', () => new WeakMap<Request, FeedStream | null>())
}

/** The answer to a request for a stream: with the stream as its body, or without one where the stream is written by itself. */
export function answerStream(request: Request, stream: FeedStream): Response {
  const isDirect = direct().has(request)
  if (isDirect) direct().set(request, stream)
  return new Response(isDirect ? null : webStream(stream, request.signal), { headers: streamHeaders })
}

/** Has `handler` answer a request without a body where there is a stream, and the stream apart; null of a refusal. */
export async function takeStream(
  request: Request,
  handler: (request: Request) => Promise<Response> | Response,
): Promise<{ head: Response; stream: FeedStream | null }> {
  direct().set(request, null)
  const head = await handler(request)
  return { head, stream: direct().get(request) ?? null }
}
