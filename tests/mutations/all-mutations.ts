import { completenessMutations } from './completeness-mutations.ts'
import type { Mutation } from './mutation.ts'
import { screenMutations } from './screen-mutations.ts'
import { securityMutations } from './security-mutations.ts'
import { shareMutations } from './share-mutations.ts'

/** In the order in which they are tried. */
export const mutations: readonly Mutation[] = [
  ...securityMutations,
  ...shareMutations,
  ...completenessMutations,
  ...screenMutations,
]
