/** A sum as `opportunity` and `currencyId` of an item tell it: a decimal string without needless zeros, an ISO 4217 code. */
export type Money = { readonly value: string; readonly currency: string }

const decimal = /^-?\d{1,15}(\.\d+)?$/
const beyond = 1e15
/** Places that are kept behind the point: PHP's floats bring more of them than anybody meant. */
const scale = 4

/** Null where the type has no amount, and for whatever is no plain decimal with a currency. */
export function readMoney(opportunity: unknown, currencyId: unknown): Money | null {
  const isText = typeof opportunity === 'string' && decimal.test(opportunity)
  const value = isText || typeof opportunity === 'number' ? Number(opportunity) : Number.NaN
  if (!(Math.abs(value) < beyond) || typeof currencyId !== 'string' || !/^[A-Z]{3}$/.test(currencyId)) return null
  const text = value.toFixed(scale).replace(/\.?0+$/, '')
  return { value: text === '-0' ? '0' : text, currency: currencyId }
}
