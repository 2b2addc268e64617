import type { JsonMap } from '../json-value.ts'
import type { Methods } from '../rest-method.ts'

const CURRENCIES = [
  ['USD', 'US Dollar', '$#'],
  ['EUR', 'Euro', '#&nbsp;&euro;'],
]

/** What the SDK's helper reads when it starts (crm/currency/crm-currency-list.md). */
export const currencyMethods: Methods = {
  'crm.currency.base.get': { scope: 'crm', seconds: 0.002, run: () => ({ result: 'USD' }) },
  'crm.currency.list': {
    scope: 'crm',
    seconds: 0.004,
    run: () => ({ result: CURRENCIES.map(currencyRow), total: CURRENCIES.length }),
  },
}

const currencyRow = ([code = '', name = '', format = '']: string[], position: number): JsonMap => ({
  CURRENCY: code,
  AMOUNT_CNT: '1',
  AMOUNT: '1.0000',
  SORT: String((position + 1) * 100),
  BASE: position === 0 ? 'Y' : 'N',
  FULL_NAME: name,
  LID: 'en',
  FORMAT_STRING: format,
  DEC_POINT: '.',
  THOUSANDS_SEP: null,
  DECIMALS: '2',
  LANG: {},
})
