import { controlRoutes } from './control.ts'
import { sendJson } from './http-exchange.ts'
import { type Listener, listen } from './listen.ts'
import { serveOAuth } from './oauth-server.ts'
import { loadWorld, StateFile } from './persistence.ts'
import { restorePortal } from './portals.ts'
import { serveRoutes } from './router.ts'
import type { World } from './world.ts'

export type SimulatorOptions = {
  clientId: string
  clientSecret: string
  /** Where the app under test answers; its handler URLs are below it. */
  appUrl: string
  /** 0: the port of the last run if the state file knows one and it is free, else any. */
  oauthPort?: number
  controlPort?: number
  /** Keeps everything in this file, so that a killed simulator comes back as it was. */
  stateFile?: string
  log?: (line: string) => void
  now?: () => number
}

export type Simulator = {
  /** Origins, without a trailing slash. */
  oauthUrl: string
  controlUrl: string
  close(): Promise<void>
}

/** Starts the OAuth server and the control server on 127.0.0.1, and every portal that the state file remembers. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const saved = loadWorld(options.stateFile)
  const ports = { oauthPort: 0, controlPort: 0 }
  const file = new StateFile(options.stateFile, () => ({
    version: 1,
    ...ports,
    portals: [...world.portals.values()].map((portal) => portal.state),
  }))
  const world: World = {
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    appUrl: options.appUrl.replace(/\/+$/, ''),
    oauthOrigin: '',
    portals: new Map(),
    oauth: { faults: [], log: [] },
    secrets: new Set([options.clientSecret]),
    former: new Map(),
    now: options.now ?? Date.now,
    changed: () => file.changed(),
    saved: () => file.saved(),
    log: options.log ?? (() => {}),
  }
  const oauth = await listenAgain(options.oauthPort, saved?.oauthPort, (request, response) => {
    serveOAuth(world, request, response).catch((error) => sendJson(response, 500, { error: String(error) }))
  })
  const control = await listenAgain(options.controlPort, saved?.controlPort, (request, response) => {
    void serveRoutes(controlRoutes(world, null), request.url ?? '/', request, response)
  })
  Object.assign(ports, { oauthPort: oauth.port, controlPort: control.port })
  world.oauthOrigin = oauth.origin
  for (const state of saved?.portals ?? []) await restorePortal(world, state)
  world.log(`simulator: oauth ${oauth.origin}, control ${control.origin}, portals ${world.portals.size}`)
  return {
    oauthUrl: oauth.origin,
    controlUrl: control.origin,
    close: async () => {
      await Promise.all([
        control.close(),
        oauth.close(),
        ...[...world.portals.values()].map((portal) => portal.close()),
      ])
      await file.close()
    },
  }
}

/** A wanted port must be had; the last run's port is taken only if it is free. */
async function listenAgain(wanted = 0, last = 0, handler: Parameters<typeof listen>[1]): Promise<Listener> {
  if (wanted !== 0 || last === 0) return listen(wanted, handler)
  return listen(last, handler).catch(() => listen(0, handler))
}
