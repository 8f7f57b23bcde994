import { randomUUID } from 'node:crypto';

import { idList } from './paging';
import { conflict } from './problem';
import { param, type Call, type Routes } from './route';
import { found, workspaceFilter } from './store';
import type { Tag } from './types';

const tagOf = (call: Call): Tag => found(call.store, call.store.tags, 'tag', param(call, 'tagId'));

export const tagRoutes: Routes = {
  'GET /tags': {
    response: 'TagsResponse',
    handle: ({ store, query }) => {
      const wanted = workspaceFilter(store, idList(query.workspaceIds));
      return { data: [...store.tags.values()].filter(({ workspaceId }) => wanted(workspaceId)) };
    },
  },
  'POST /tags': {
    request: 'TagCreateRequest',
    response: 'TagResponse',
    handle: ({ store, body }) => {
      const { name, color, workspaceId } = body as unknown as Tag;
      found(store, store.workspaces, 'workspace', workspaceId);
      if ([...store.tags.values()].some((tag) => tag.name === name && tag.workspaceId === workspaceId))
        throw conflict(`There is a tag ${name} in this workspace.`);
      const tag: Tag = { tagId: randomUUID(), name, color, workspaceId };
      store.tags.set(tag.tagId, tag);
      return tag;
    },
  },
  'GET /tags/{tagId}': { response: 'TagResponse', handle: tagOf },
  'PATCH /tags/{tagId}': {
    request: 'TagPatchRequest',
    response: 'TagResponse',
    handle: (call) => Object.assign(tagOf(call), call.body),
  },
  'DELETE /tags/{tagId}': {
    handle: (call) => {
      call.store.tags.delete(tagOf(call).tagId);
    },
  },
};
