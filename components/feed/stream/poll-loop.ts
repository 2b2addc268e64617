export type PollLoop = { start(): void; stop(): void; readonly isRunning: boolean }

/** Runs `poll` at once and then again `everyMs` after each end, until stopped. `poll` must not reject. */
export function createPollLoop(poll: () => Promise<void>, everyMs: number): PollLoop {
  let run = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function turn(own: number): Promise<void> {
    await poll()
    if (own === run) timer = setTimeout(() => turn(own), everyMs)
  }

  let isRunning = false
  return {
    get isRunning() {
      return isRunning
    },
    start() {
      if (isRunning) return
      isRunning = true
      run += 1
      turn(run)
    },
    stop() {
      isRunning = false
      run += 1
      clearTimeout(timer)
    },
  }
}
