/** Who caused a creation, as far as Bitrix24 tells: an event with a person's token came from a person. */
export type Actor = 'person' | 'automation' | 'unknown'
