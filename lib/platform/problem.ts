/** What a person has to mend before a program can go on. The message is one sentence for that person; no stack trace helps. */
export class Problem extends Error {}
