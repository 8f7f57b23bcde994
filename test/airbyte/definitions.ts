import { randomUUID } from 'node:crypto';

import { pageOf } from './paging';
import { unprocessable } from './problem';
import { param, type Call, type Routes } from './route';
import { found, imageOf, type ActorKind } from './store';
import type { Definition, Json } from './types';

const answer = ({ id, name, dockerRepository, dockerImageTag, documentationUrl }: Definition): Json => ({
  id,
  name,
  dockerRepository,
  dockerImageTag,
  ...(documentationUrl === undefined ? {} : { documentationUrl }),
});

function definitionOf(call: Call, kind: ActorKind): Definition {
  const definition = found(call.store, call.store.definitions[kind], `${kind}Definition`, param(call, 'definitionId'));
  found(call.store, call.store.workspaces, 'workspace', param(call, 'workspaceId'));
  return definition;
}

/** The platform pulls the image and runs `spec`, when a definition is made and when its tag changes. */
async function requireSpec(call: Call, definition: Definition): Promise<void> {
  const { dockerRepository, dockerImageTag } = definition;
  try {
    await imageOf(call.store, definition).spec();
  } catch (error) {
    throw unprocessable(
      `No specification from ${dockerRepository}:${dockerImageTag}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function routesOf(kind: ActorKind): Routes {
  const path = `/workspaces/{workspaceId}/definitions/${kind}s`;
  return {
    [`GET ${path}`]: {
      response: 'DefinitionsResponse',
      handle: (call) => {
        const workspaceId = param(call, 'workspaceId');
        found(call.store, call.store.workspaces, 'workspace', workspaceId);
        const rows = [...call.store.definitions[kind].values()].filter((row) => row.workspaceId === workspaceId);
        return pageOf(rows.map(answer), { ...call.query, limit: '100' }, call.address);
      },
    },
    [`POST ${path}`]: {
      request: 'CreateDefinitionRequest',
      response: 'DefinitionResponse',
      handle: async (call) => {
        const workspaceId = param(call, 'workspaceId');
        found(call.store, call.store.workspaces, 'workspace', workspaceId);
        const definition = { ...(call.body as unknown as Definition), id: randomUUID(), workspaceId };
        await requireSpec(call, definition);
        call.store.definitions[kind].set(definition.id, definition);
        return answer(definition);
      },
    },
    [`GET ${path}/{definitionId}`]: {
      response: 'DefinitionResponse',
      handle: (call) => answer(definitionOf(call, kind)),
    },
    [`PUT ${path}/{definitionId}`]: {
      request: 'UpdateDefinitionRequest',
      response: 'DefinitionResponse',
      handle: async (call) => {
        const definition = definitionOf(call, kind);
        const { name, dockerImageTag } = call.body as unknown as Definition;
        await requireSpec(call, { ...definition, dockerImageTag });
        Object.assign(definition, { name, dockerImageTag });
        return answer(definition);
      },
    },
    [`DELETE ${path}/{definitionId}`]: {
      response: 'DefinitionResponse',
      handle: (call) => {
        const definition = definitionOf(call, kind);
        call.store.definitions[kind].delete(definition.id);
        return answer(definition);
      },
    },
  };
}

export const definitionRoutes: Routes = { ...routesOf('source'), ...routesOf('destination') };
