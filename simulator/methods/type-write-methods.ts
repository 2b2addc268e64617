import { itemsOf } from '../items.ts'
import { asId, asText, isMap } from '../json-value.ts'
import { RestError } from '../rest-error.ts'
import { type MethodCall, type Methods, param } from '../rest-method.ts'
import { isCrmAdmin } from '../rights.ts'
import { addType, deleteType, smartProcesses } from '../smart-types.ts'
import { oneType } from './type-methods.ts'

const SECONDS = 0.2

/** Making and deleting smart processes (crm/universal/user-defined-object-types). */
export const typeWriteMethods: Methods = {
  'crm.type.add': { scope: 'crm', seconds: SECONDS, run: add },
  'crm.type.delete': { scope: 'crm', seconds: SECONDS, run: remove },
}

function add(call: MethodCall) {
  if (!isCrmAdmin(call.user)) throw denied()
  const fields = param(call.params, 'fields')
  if (!isMap(fields)) throw new RestError('100', 'Could not find value for parameter {fields}')
  const isOn = (name: string) => ['Y', 'true', '1'].includes(asText(fields[name]))
  const input = {
    title: asText(fields.title),
    categories: isOn('isCategoriesEnabled'),
    stages: isOn('isStagesEnabled'),
  }
  return oneType(call, addType(call.world, call.portal, input, call.user.id))
}

function remove({ world, portal, user, params }: MethodCall) {
  if (!isCrmAdmin(user)) throw denied()
  const type = smartProcesses(portal).find(({ typeId }) => typeId === asId(param(params, 'id')))
  // The documented code is the number 0.
  if (!type) throw new RestError(0, 'Smart process not found')
  if (itemsOf(portal, type.entityTypeId).length > 0) {
    throw new RestError('BX_ERROR', 'You cannot delete an entity type that has elements')
  }
  deleteType(world, portal, type, user.id)
  return { result: [] }
}

const denied = () => new RestError('ACCESS_DENIED', 'Access denied')
