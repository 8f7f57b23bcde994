import { randomUUID } from 'node:crypto';

import { idList, pageOf } from './paging';
import { param, type Call, type Routes } from './route';
import { found, workspaceFilter } from './store';
import type { Json, Workspace } from './types';

const workspaceOf = (call: Call): Workspace =>
  found(call.store, call.store.workspaces, 'workspace', param(call, 'workspaceId'));

const answer = ({ workspaceId, name, notifications }: Workspace): Json => ({
  workspaceId,
  name,
  dataResidency: 'auto',
  notifications,
});

type Change = Partial<Pick<Workspace, 'name' | 'notifications'>>;

export const workspaceRoutes: Routes = {
  'GET /workspaces': {
    response: 'WorkspacesResponse',
    handle: ({ store, query, address }) => {
      const wanted = workspaceFilter(store, idList(query.workspaceIds));
      const rows = [...store.workspaces.values()].filter(({ workspaceId }) => wanted(workspaceId));
      return pageOf(rows.map(answer), query, address);
    },
  },
  'POST /workspaces': {
    request: 'WorkspaceCreateRequest',
    response: 'WorkspaceResponse',
    handle: ({ store, body }) => {
      const { name = '', notifications = {} } = body as Change;
      const workspace: Workspace = { workspaceId: randomUUID(), name, notifications };
      store.workspaces.set(workspace.workspaceId, workspace);
      return answer(workspace);
    },
  },
  'GET /workspaces/{workspaceId}': { response: 'WorkspaceResponse', handle: (call) => answer(workspaceOf(call)) },
  'PATCH /workspaces/{workspaceId}': {
    request: 'WorkspaceUpdateRequest',
    response: 'WorkspaceResponse',
    handle: (call) => {
      const workspace = workspaceOf(call);
      const { name, notifications } = call.body as Change;
      if (name !== undefined) workspace.name = name;
      // Per event: what is not named stays as it is
      if (notifications !== undefined) workspace.notifications = { ...workspace.notifications, ...notifications };
      return answer(workspace);
    },
  },
  'DELETE /workspaces/{workspaceId}': {
    handle: (call) => {
      call.store.workspaces.delete(workspaceOf(call).workspaceId);
    },
  },
};
