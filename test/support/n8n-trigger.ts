/** The trigger as n8n polls it: what a poll leaves is handed to the next one, unless it failed. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Answers } from '../n8n-core';

import type { NodeWorld } from './n8n-nodes';

/** A record that started the workflow: what happened to which one. */
export type Event = readonly [type: string, id: unknown];

export interface Watch {
  /** Polls once. @throws what n8n shows when the poll fails */
  poll(): Promise<Event[] | null>;
  /** Polls until there is nothing new, as often as it takes; the events of each poll. */
  pollToTheEnd(): Promise<Event[][]>;
  /** what the next poll finds */
  staticData: IDataObject;
}

export const eventsOf = ({ items }: Pick<Answers['poll'], 'items'>): Event[] | null =>
  items === null ? null : items.map(({ json }) => [(json._event as { type: string }).type, json.id] as const);

export function watch({ engine }: NodeWorld, parameters: INodeParameters, staticData: IDataObject = {}): Watch {
  const watched: Watch = {
    staticData,
    async poll() {
      const answer = await engine.poll({
        node: 'serviceTitanTrigger',
        parameters: { events: ['created', 'updated', 'deactivated'], ...parameters },
        staticData: watched.staticData,
      });
      if (answer.error !== null) {
        expect(answer.staticData).toEqual(watched.staticData);
        throw new Error(`${answer.error.message}: ${answer.error.description ?? ''}`);
      }
      watched.staticData = answer.staticData;
      return eventsOf(answer);
    },
    async pollToTheEnd() {
      const polls: Event[][] = [];
      for (let events = await watched.poll(); events !== null; events = await watched.poll()) polls.push(events);
      return polls;
    },
  };
  return watched;
}
