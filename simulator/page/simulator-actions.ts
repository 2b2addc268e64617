import { lifelikeTitle } from './lifelike-title.ts'
import { readItems, request } from './portal-api.ts'
import { findType, loadState, state } from './portal-state.ts'
import type { Item } from './portal-types.ts'

type Action = { testId: string; label: string; hint: string; run(): Promise<string> }
type Fault = { testId: string; label: string; hint: string; isOn(): boolean; set(on: boolean): Promise<string> }

const NEW_TYPES = [
  ...['Warranty cases', 'Site inspections', 'Supplier audits', 'Onboarding', 'Returns', 'Trainings'],
  ...['Vehicle requests', 'Marketing campaigns', 'Quality checks', 'Business trips', 'Vacations', 'IT incidents'],
]
/** More than stand side by side in the app's tabs. */
const MANY_TYPES = 13

/** Calls the control API of this page's portal; `path` begins after the member id. */
const control = <T>(method: string, path: string, body?: object) =>
  request<T>(method, `/control/portals/${state().portal.memberId}${path}`, body)

export type TypeName = { entityTypeId: number; title: string }

/** Every type of the portal, also those that the current user may not read. */
export const allTypes = async (): Promise<TypeName[]> => (await control<{ types: TypeName[] }>('GET', '')).types

/** The buttons of the panel; each answers the sentence that reports what was done. */
export function actions(chosenType: () => number): Action[] {
  const create = async (body: object) => {
    const entityTypeId = chosenType()
    const { ids } = await control<{ ids: number[] }>('POST', '/items', { entityTypeId, ...body })
    const title = findType(entityTypeId)?.title ?? `type ${entityTypeId}`
    return ids.length === 1 ? `Created ${title} #${ids[0]}` : `Created ${ids.length} ${title}`
  }
  const last = async (): Promise<Item> => {
    const [item] = await readItems(chosenType(), null, 1)
    if (!item) throw new Error('this user sees no item of the type')
    return item
  }
  const itemPath = ({ id }: Item) => `/items/${chosenType()}/${id}`
  return [
    {
      testId: 'sim-create',
      label: 'Create',
      hint: 'Creates one item as the current user',
      run: () => create({ title: lifelikeTitle(), ...asCurrentUser() }),
    },
    {
      testId: 'sim-create-robot',
      label: 'Robot',
      hint: 'Creates one item by an automation rule, in the current user’s name',
      run: () => create({ title: lifelikeTitle(), byRobot: true, ...asCurrentUser() }),
    },
    { testId: 'sim-import', label: 'Import 500', hint: 'Creates 500 items at once', run: () => create({ count: 500 }) },
    {
      testId: 'sim-update',
      label: 'Update',
      hint: 'Changes the title of the newest item',
      run: async () => {
        const item = await last()
        await control('PATCH', itemPath(item), { title: revised(item.title) })
        return `Updated #${item.id}`
      },
    },
    {
      testId: 'sim-delete',
      label: 'Delete',
      hint: 'Deletes the newest item',
      run: async () => {
        const item = await last()
        await control('DELETE', itemPath(item))
        return `Deleted #${item.id}`
      },
    },
    {
      testId: 'sim-add-type',
      label: '+ Process',
      hint: 'Adds a smart process to the portal',
      run: async () => {
        const title = newTypeTitle()
        await addType(title)
        return `Added ${title}`
      },
    },
    {
      testId: 'sim-many-types',
      label: `${MANY_TYPES} types`,
      hint: `Adds smart processes until there are ${MANY_TYPES}`,
      run: async () => {
        for (let count = (await allTypes()).length; count < MANY_TYPES; count += 1) await addType(newTypeTitle())
        return `There are ${(await allTypes()).length} types`
      },
    },
    {
      testId: 'sim-expire',
      label: 'Expire',
      hint: 'Makes all access tokens expired',
      run: async () => {
        await control('POST', '/expire-tokens', {})
        return 'All access tokens have expired'
      },
    },
  ]
}

async function addType(title: string): Promise<void> {
  await control('POST', '/types', { title, stages: true, categories: false })
  await loadState()
}

/** What the page's user does is done by that user, but for the one who may not touch the CRM. */
const asCurrentUser = () => (state().user.role === 'outsider' ? {} : { userId: state().user.id })

function revised(title: string): string {
  const [, name = title, times] = /^(.*?)(?: \(revised(?: (\d+))?\))?$/.exec(title) ?? []
  if (name === title) return `${name} (revised)`
  return `${name} (revised ${Number(times ?? 1) + 1})`
}

/** A portal that answers no app any more. */
const CLOSINGS = [
  ['plan', 'Plan ended'],
  ['subscription', 'Subscription ended'],
  ['blocked', 'Blocked'],
  ['maintenance', 'Maintenance'],
] as const

function closing(closed: string, label: string): Fault {
  return {
    ...{ testId: `sim-${closed}`, label, hint: 'Closes the portal to all apps' },
    isOn: () => state().app.closed === closed,
    async set(on) {
      await control('POST', '/closed', { closed: on ? closed : null })
      await loadState()
      return on ? 'The portal answers no app from now on' : 'The portal is open again'
    },
  }
}

function newTypeTitle(): string {
  const taken = new Set(state().types.map(({ title }) => title))
  return NEW_TYPES.find((title) => !taken.has(title)) ?? `Process ${taken.size + 1}`
}

/** Event faults. The control API replaces all faults at once, so what is on is remembered here. */
export function faults(): Fault[] {
  const key = `simulator-faults-${state().portal.memberId}`
  const read = (): Record<string, number> => JSON.parse(sessionStorage.getItem(key) ?? '{}')
  const set = async (name: string, on: boolean, sentence: string) => {
    const { [name]: _, ...others } = read()
    const wanted = on ? { ...others, [name]: 1 } : others
    await control('POST', '/faults', wanted)
    sessionStorage.setItem(key, JSON.stringify(wanted))
    return on ? sentence : 'Back to normal'
  }
  const fault = (testId: string, label: string, hint: string, name: string, sentence: string): Fault => ({
    testId,
    label,
    hint,
    isOn: () => read()[name] !== undefined,
    set: (on) => set(name, on, sentence),
  })
  return [
    fault('sim-drop', 'Drop', 'Loses every event', 'drop', 'Events are lost from now on'),
    fault('sim-double', 'Double', 'Sends every event twice', 'double', 'Every event is sent twice from now on'),
    ...CLOSINGS.map(([closed, label]) => closing(closed, label)),
  ]
}
