import { type Category, type SmartType, type Stage, switchesSchema } from './portal-state.ts'
import { everySwitch } from './smart-types.ts'

/** How many items of a sample type there are, which words they use, and from which id on: clear of the ids that fixtures name. */
export type SampleType = {
  type: Omit<SmartType, 'createdTime' | 'updatedTime' | 'nextItemId'>
  kind: string
  count: number
  firstId: number
}

type StageRow = [code: string, name: string, color: string, semantics?: Stage['semantics']]

const CLAIM_STAGES: StageRow[] = [
  ['NEW', 'Received', '#22B9FF'],
  ['PREPARATION', 'Under review', '#88B9FF'],
  ['CLIENT', 'Waiting for the client', '#F7A700'],
  ['SUCCESS', 'Settled', '#7BD500', 'S'],
  ['FAIL', 'Declined', '#FF5752', 'F'],
]
const ORDER_STAGES: StageRow[] = [
  ['NEW', 'Requested', '#2FC6F6'],
  ['APPROVAL', 'Approval', '#A861AB'],
  ['ORDERED', 'Ordered', '#FFA900'],
  ['SUCCESS', 'Handed over', '#7BD500', 'S'],
  ['FAIL', 'Rejected', '#FF5752', 'F'],
]
const CONTRACT_STAGES: StageRow[] = [
  ['NEW', 'Draft', '#ACE9FB'],
  ['LEGAL', 'Legal check', '#E4A5FF'],
  ['SIGNING', 'Signing', '#FFD300'],
  ['SUCCESS', 'In force', '#00C4A0', 'S'],
  ['FAIL', 'Not concluded', '#A8ADB4', 'F'],
]
const INVOICE_STAGES: StageRow[] = [
  ['N', 'New', '#2FC6F6'],
  ['S', 'Sent to client', '#55D0E0'],
  ['P', 'Paid', '#7BD500', 'S'],
  ['D', 'Unpaid', '#FF5752', 'F'],
]

export const SAMPLE_TYPES: SampleType[] = [
  {
    type: {
      typeId: 3,
      entityTypeId: 1220,
      title: 'Claims',
      hasCategories: true,
      hasStages: true,
      switches: switchesSchema.parse({
        isLinkWithProductsEnabled: true,
        isClientEnabled: true,
        isObserversEnabled: true,
      }),
      categories: [category(1220, 3, 'Retail', CLAIM_STAGES, true), category(1220, 4, 'Wholesale', CLAIM_STAGES)],
    },
    kind: 'claims',
    count: 56,
    firstId: 301,
  },
  {
    type: {
      typeId: 5,
      entityTypeId: 1036,
      title: 'Equipment orders',
      hasCategories: false,
      hasStages: true,
      switches: switchesSchema.parse({ isLinkWithProductsEnabled: true, isMycompanyEnabled: true }),
      categories: [category(1036, 9, 'General', ORDER_STAGES, true)],
    },
    kind: 'equipment',
    count: 34,
    firstId: 1001,
  },
  {
    type: {
      typeId: 7,
      entityTypeId: 177,
      title: 'Contracts',
      hasCategories: true,
      hasStages: true,
      switches: switchesSchema.parse({ isBeginCloseDatesEnabled: true, isClientEnabled: true, isSourceEnabled: true }),
      categories: [
        category(177, 13, 'Customers', CONTRACT_STAGES, true),
        category(177, 14, 'Suppliers', CONTRACT_STAGES),
      ],
    },
    kind: 'contracts',
    count: 28,
    firstId: 601,
  },
  {
    type: {
      typeId: 9,
      entityTypeId: 147,
      title: 'Visits',
      hasCategories: false,
      hasStages: false,
      switches: switchesSchema.parse({}),
      categories: [],
    },
    kind: 'visits',
    count: 22,
    firstId: 801,
  },
  {
    type: {
      typeId: 1,
      entityTypeId: 31,
      title: 'Invoices',
      hasCategories: false,
      hasStages: true,
      switches: everySwitch(),
      categories: [category(31, 2, 'General', INVOICE_STAGES, true)],
    },
    kind: 'invoices',
    count: 40,
    firstId: 2001,
  },
]

function category(entityTypeId: number, id: number, name: string, rows: StageRow[], isDefault = false): Category {
  const stages = rows.map(([code, stageName, color, semantics = null], position) => ({
    id: `DT${entityTypeId}_${id}:${code}`,
    name: stageName,
    color,
    sort: (position + 1) * 10,
    semantics,
  }))
  return { id, name, sort: isDefault ? 100 : 500, isDefault, stages }
}
