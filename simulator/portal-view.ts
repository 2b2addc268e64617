import { isField } from './item-fields.ts'
import { itemsOf } from './items.ts'
import { notificationsOf } from './notifications.ts'
import { domainOf, findUser, type Portal, roleOf, userName } from './portal.ts'
import type { Item, SmartType, User } from './portal-state.ts'
import { mayRead, mayReadTypes } from './rights.ts'
import { stageOf } from './smart-types.ts'

/** What the portal's own page shows of a person, an item and a type. */

export const userView = (user: User) => ({ id: user.id, name: userName(user), role: roleOf(user) })

export function portalView(portal: Portal) {
  const { memberId, applicationToken, installed, users, types } = portal.state
  return {
    memberId,
    origin: portal.origin,
    domain: domainOf(portal),
    applicationToken,
    installed,
    users: users.map(userView),
    types: types.map(({ entityTypeId, typeId, title }) => ({ entityTypeId, typeId, title })),
  }
}

export type PortalView = ReturnType<typeof portalView>

function personView(portal: Portal, id: number) {
  const user = findUser(portal, id)
  return { id, name: user ? userName(user) : `User #${id}` }
}

export function itemView(portal: Portal, type: SmartType, item: Item) {
  const category = type.categories.find((known) => known.id === item.categoryId)
  const stage = stageOf(type, item.stageId)
  return {
    id: item.id,
    entityTypeId: type.entityTypeId,
    title: item.title,
    createdTime: item.createdTime,
    createdBy: personView(portal, item.createdBy),
    assignedBy: personView(portal, item.assignedById),
    category: category ? { id: category.id, name: category.name } : null,
    stage: stage ? { id: stage.id, name: stage.name, color: stage.color, semantics: stage.semantics } : null,
    opportunity: isField(type, 'opportunity') ? item.opportunity : null,
    currencyId: isField(type, 'currencyId') ? item.currencyId : null,
  }
}

export const readableItems = (portal: Portal, user: User, type: SmartType): Item[] =>
  itemsOf(portal, type.entityTypeId).filter((item) => mayRead(user, item))

function typeView(portal: Portal, user: User, type: SmartType) {
  return {
    entityTypeId: type.entityTypeId,
    title: type.title,
    count: readableItems(portal, user, type).length,
    categories: type.categories.map(({ id, name }) => ({ id, name })),
    stages: type.categories.flatMap((category) =>
      category.stages.map(({ id, name, color, semantics }) => ({
        id,
        name,
        color,
        semantics,
        categoryId: category.id,
      })),
    ),
  }
}

/** Everything the page needs to draw itself for one person. */
export function stateView(portal: Portal, user: User) {
  const { state } = portal
  return {
    user: userView(user),
    users: state.users.map(userView),
    portal: { memberId: state.memberId, domain: domainOf(portal), origin: portal.origin },
    types: mayReadTypes(user) ? state.types.map((type) => typeView(portal, user, type)) : [],
    app: {
      installed: state.installed,
      removed: state.removed,
      paymentExpired: state.paymentExpired,
      closed: state.closed,
      title: 'Smart Process Feed',
    },
    language: user.language,
    theme: state.theme,
    notifications: notificationsOf(portal, user.id),
  }
}
