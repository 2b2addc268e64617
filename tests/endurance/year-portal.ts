import type { AddressesInput, NewPortalInput } from '../../simulator/control-input.ts'
import type { leftOutParts } from '../../simulator/faults.ts'
import type { SimulatorClient } from '../../simulator/simulator-client.ts'
import type { Chance } from './year-event.ts'

export type Faults = Parameters<SimulatorClient['setFaults']>[1]

/** A portal as it is sold: its plan, or an older box with what that lacks for good. */
export type Edition = {
  readonly name: string
  readonly portal: NewPortalInput
  readonly lacks: Faults
  readonly addresses: AddressesInput | null
}

const lackingParts: readonly (typeof leftOutParts)[number][] = ['time', 'total', 'operating', 'operating_reset_at']
const plans = ['en_std', 'de_basic', 'ru_demo', 'en_pro100', 'en_ent250'] as const

export function drawEdition(chance: Chance): Edition {
  if (chance.is(0.7)) {
    const license = chance.from(plans)
    return { name: license, portal: { license }, lacks: {}, addresses: null }
  }
  const absent = chance.from([
    [],
    ['ONCRMTYPEADD', 'ONCRMTYPEUPDATE', 'ONCRMTYPEDELETE'],
    ['ONCRMDYNAMICITEMADD'],
    ['ONCRMDYNAMICITEMUPDATE', 'ONCRMDYNAMICITEMDELETE'],
  ])
  const lacks: Faults = {
    ...{ absentEvents: absent, leftOut: chance.is(0.5) ? [...lackingParts] : [], noCounts: chance.is(0.3) },
    ...{ noInvoices: chance.is(0.5), clockSkewMs: chance.from([0, -7_200_000, 3_600_000]) },
  }
  const path = chance.is(0.4) ? '/portal' : ''
  return {
    name: `box without ${absent.join(', ') || 'nothing'}${path}`,
    portal: { license: 'box', olderLaunch: chance.is(0.5) },
    lacks,
    addresses: path === '' ? null : { path },
  }
}
