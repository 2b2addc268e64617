import type { z } from 'zod'
import type { newPortalSchema } from './control-input.ts'
import { hex32, type Portal } from './portal.ts'
import { openPortal } from './portal-server.ts'
import type { PortalState } from './portal-state.ts'
import { sampleTypes, sampleUsers } from './sample.ts'
import type { World } from './world.ts'

const DEFAULT_SCOPE = 'crm,im,placement,user_brief'

/** Creates a portal with the sample's people and items, or with one admin and nothing else, and opens its server. */
export async function createPortal(world: World, input: z.output<typeof newPortalSchema>): Promise<Portal> {
  const memberId = input.memberId ?? hex32()
  if (world.portals.has(memberId)) throw new Error(`portal ${memberId} exists`)
  const users = sampleUsers()
  const state: PortalState = {
    memberId,
    applicationToken: input.applicationToken ?? hex32(),
    version: 1,
    olderLaunch: input.olderLaunch,
    port: input.port,
    appUrl: input.appUrl ?? null,
    scope: input.scope ?? DEFAULT_SCOPE,
    language: 'en',
    theme: input.theme,
    installed: input.installed,
    removed: false,
    firstRun: true,
    paymentExpired: false,
    closed: null,
    license: input.license,
    users: input.sample ? users : users.slice(0, 1),
    types: [],
    items: {},
    comments: [],
    recycleBin: {},
    tokens: [],
    bindings: [],
    placements: [],
    appOptions: {},
    nextBindingId: 4,
    nextTypeId: 11,
    nextEntityTypeId: 1224,
    nextCategoryId: 21,
  }
  const portal = await openPortal(world, state)
  if (input.sample) sampleTypes(world, portal)
  return adopt(world, portal)
}

/** Brings a remembered portal back, on its old port if that is free. */
export async function restorePortal(world: World, state: PortalState): Promise<Portal> {
  const portal = await openPortal(world, state).catch(() => openPortal(world, { ...state, port: 0 }))
  return adopt(world, portal)
}

export async function deletePortal(world: World, portal: Portal): Promise<void> {
  world.portals.delete(portal.state.memberId)
  world.changed()
  await portal.close()
}

function adopt(world: World, portal: Portal): Portal {
  const { state } = portal
  world.portals.set(state.memberId, portal)
  world.secrets.add(state.applicationToken)
  for (const token of state.tokens) {
    world.secrets.add(token.access)
    if (token.refresh) world.secrets.add(token.refresh)
  }
  world.changed()
  return portal
}
