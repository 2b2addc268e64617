import { cpus } from 'node:os'
import { bearer, send } from './http.ts'

/** How the app stands: what it has used and what waits in it. */
export type AppLoad = {
  atMs: number
  /** Seconds of a core that the app's process has used. */
  cpuSeconds: number
  /** Milliseconds that all cores of the machine were busy, and altogether. */
  busyMs: number
  allMs: number
  /** Requests that wait for a connection to the database, and those that have one. */
  waiting: number
  used: number
  streams: number
}

export async function readLoad(appUrl: string, metricsToken: string): Promise<AppLoad> {
  const { body } = await send(`${appUrl}/api/metrics`, { headers: bearer(metricsToken) })
  const read = (name: string) =>
    body
      .split('\n')
      .filter((line) => line.startsWith(name))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  const times = cpus().map((core) => core.times)
  const allMs = times.reduce((sum, time) => sum + time.user + time.nice + time.sys + time.irq + time.idle, 0)
  return {
    atMs: performance.now(),
    cpuSeconds: read('process_cpu_seconds_total'),
    busyMs: allMs - times.reduce((sum, time) => sum + time.idle, 0),
    allMs,
    waiting: read('spf_db_connections{pool="default",state="waiting"}'),
    used: read('spf_db_connections{pool="default",state="used"}'),
    streams: read('spf_streams_open'),
  }
}
