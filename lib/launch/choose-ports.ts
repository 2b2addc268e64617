import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { findFreePort, probePortFree } from '#lib/platform/ports.ts'

const port = z.int().min(1).max(65_535)
const portsFile = z.object({ app: port, oauth: port, control: port, portal: port })
export type Ports = z.infer<typeof portsFile>

const USUAL: Ports = { app: 3000, oauth: 4100, control: 4101, portal: 4102 }
/** As long as a killed predecessor's processes may take to end. */
const WAIT_FOR_PREDECESSOR_MS = 10_000

/**
 * The ports of last time, because the portal's address is stored in the database; free ones instead of those that are taken.
 * @param options.predecessorKilled its processes may still be ending, so taken ports are waited for.
 */
export async function choosePorts(options: { dataDir: string; predecessorKilled: boolean }): Promise<Ports> {
  const file = path.join(options.dataDir, 'ports.json')
  const wanted: Ports = readPorts(file) ?? USUAL
  const deadline = Date.now() + (options.predecessorKilled ? WAIT_FOR_PREDECESSOR_MS : 0)
  const choose = async (port: number) => {
    while (!(await probePortFree(port))) {
      if (Date.now() >= deadline) return findFreePort()
      await sleep(200)
    }
    return port
  }
  const ports = {
    app: await choose(wanted.app),
    oauth: await choose(wanted.oauth),
    control: await choose(wanted.control),
    portal: await choose(wanted.portal),
  }
  writeFileSync(file, JSON.stringify(ports))
  return ports
}

/** @returns null where none were chosen yet, and where whoever wrote them was stopped in the middle. */
function readPorts(file: string): Ports | null {
  try {
    return portsFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
