const SUBJECTS = [
  'Damaged packaging on arrival',
  'Invoice does not match the order',
  'Replacement part requested',
  'Delivery a week late',
  'Second visit to be agreed',
  'Extension of the service contract',
  'Missing certificates of conformity',
]
const COMPANIES = [
  'Harbour Freight Co',
  'Nordwind Bakery',
  'Alpine Tools',
  'Sunfield Farms',
  'Castell Print',
  'Orbis Clinics',
]

let position = Math.floor(Date.now() / 1000)

/** A title as a person would write it; the next call gives another one. */
export function lifelikeTitle(): string {
  position += 1
  return `${SUBJECTS[position % SUBJECTS.length]}: ${COMPANIES[position % COMPANIES.length]}`
}
