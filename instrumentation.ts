/** Runs once when the server starts: what the process must do when it ends, then the background work of its role. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    // The launchers have checked it; this is for a server that was started by hand, which would answer 500 to everything.
    const { endWithoutEnvironment } = await import('#lib/platform/end-without-environment.ts')
    endWithoutEnvironment()
    const { drainOnSignals } = await import('#lib/platform/drain.ts')
    const { env } = await import('#lib/platform/env.ts')
    drainOnSignals({ noticeMs: env().drainNoticeMs })
    const { recordRemoteAddresses } = await import('#lib/platform/remote-address.ts')
    recordRemoteAddresses()
    const { countPages } = await import('#lib/http/count-pages.ts')
    countPages()
    const { serveStreams } = await import('./app/api/feed/stream/serve-streams.ts')
    serveStreams()
    const { startJobs } = await import('#lib/jobs/start-jobs.ts')
    await startJobs()
  }
}
