/** What the sample portal's people have been working on. Invented companies, lifelike work. */

const COMPANIES = [
  ...['Harbour & Finch', 'Northgate Dairy', 'Bluebell Hotels', 'Castell Printing', 'Oakridge School'],
  ...['Marlow Logistics', 'Vesta Bakeries', 'Pinecrest Clinic', 'Lindqvist Interiors', 'Sunfield Farms'],
  ...['Tamar Boatyard', 'Kestrel Cycles', 'Granby Theatre', 'Alder & Sons', 'Riverside Dental'],
]

const SUBJECTS: Record<string, string[]> = {
  claims: [
    ...['Damaged packaging on arrival', 'Two pallets missing from delivery', 'Wrong colour delivered'],
    ...['Refund for a cancelled order', 'Scratched surface, photos attached', 'Late delivery, penalty requested'],
    ...['Installation left unfinished', 'Invoice does not match the contract', 'Replacement part never sent'],
  ],
  equipment: [
    ...['Laptops for new starters', 'Label printer for the warehouse', 'Standing desks, third floor'],
    ...['Headsets for the call centre', 'Barcode scanners, 6 pcs', 'Projector for the meeting room'],
    ...['Company phones, yearly renewal', 'Forklift battery', 'Badge readers for the back door'],
  ],
  contracts: [
    ...['Service agreement', 'Framework supply contract', 'Non-disclosure agreement', 'Lease of office equipment'],
    ...['Maintenance contract, 24 months', 'Amendment 2 to the supply contract', 'Distribution agreement'],
  ],
  visits: [
    ...['Site survey', 'Annual review meeting', 'Equipment demonstration', 'Training for operators'],
    ...['Follow-up after a complaint', 'Measuring for the quotation', 'Acceptance of works'],
  ],
  invoices: [
    ...['Advance payment', 'Final payment', 'Monthly service fee', 'Spare parts', 'Delivery and assembly'],
    ...['Licence renewal', 'Training day'],
  ],
}

/** The n-th title of a kind: every subject meets another company each time round. */
export function sampleTitle(kind: string, n: number): string {
  const subjects = SUBJECTS[kind] ?? ['Item']
  const subject = subjects[n % subjects.length]
  const company = COMPANIES[(n * 7 + Math.floor(n / subjects.length)) % COMPANIES.length]
  return `${subject}: ${company}`
}
