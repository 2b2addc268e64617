/** One screen of the portal: its element, what starts it once it is in the document, and what ends it. */
export type Page = { node: HTMLElement; open(): Promise<void>; dispose(): void }
