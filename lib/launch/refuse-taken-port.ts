import { probePortFree } from '#lib/platform/ports.ts'
import { Problem } from '#lib/platform/problem.ts'

/** Next would say the same in many lines and a stack trace. @throws Problem when nothing can listen there. */
export async function refuseTakenPort(port: number, host: string): Promise<void> {
  if (await probePortFree(port, host)) return
  if (!(await probePortFree(0, host)))
    throw new Problem(`This machine cannot listen on HOST=${host}: it has no such address.`)
  throw new Problem(`Port ${port} of ${host} is already in use: stop what listens there, or set another PORT.`)
}
