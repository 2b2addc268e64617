import { text } from './languages.ts'
import { notify } from './toast.ts'

/** Runs what a click or a frame asked for; a failure is told to the user and goes no further. */
export function attempt(action: () => Promise<unknown>): void {
  action().catch(() => notify(text('failed')))
}
