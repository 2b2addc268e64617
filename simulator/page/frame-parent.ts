import { type AppFrame, isDenied } from './app-frame.ts'
import { attempt } from './attempt.ts'
import { COMMANDS } from './frame-commands.ts'
import { type FrameMessage, formatFrameReply, parseFrameMessage } from './frame-message.ts'
import { isSilent } from './parent-silence.ts'

/** Listens to one frame, and only to it: its window, its origin, its sid. Answers the function that stops that. */
export function answerFrame(frame: AppFrame): () => void {
  const listener = (event: MessageEvent) => {
    if (event.origin !== frame.appOrigin || event.source !== frame.iframe.contentWindow || isSilent()) return
    const message = parseFrameMessage(event.data)
    if (message?.appSid === frame.sid) dispatch(frame, message)
  }
  window.addEventListener('message', listener)
  return () => window.removeEventListener('message', listener)
}

function dispatch(frame: AppFrame, { command, params, callback }: FrameMessage) {
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined
  if (!run || isDenied(command, frame)) return
  const fields = typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {}
  const reply = (result?: unknown) => {
    if (!isSilent()) frame.iframe.contentWindow?.postMessage(formatFrameReply(callback, result), frame.appOrigin)
  }
  attempt(async () => run(fields, reply, frame))
}
