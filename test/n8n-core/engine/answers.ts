/** One function for each question. */
import type { INodeExecutionData, IRunExecutionData, INodeType } from 'n8n-workflow';

import type { MethodAnswer, MethodQuestion, PollAnswer, PollQuestion, RunAnswer, RunQuestion } from '../protocol';

import type { Engine } from './core';
import type { CredentialStore } from './credentials';
import { plainError, plainItems } from './plain';
import { inputNode, questionedNode, setStage } from './workflow';

/** Runs the workflow as n8n does when somebody starts it. */
export async function run(engine: Engine, store: CredentialStore, question: RunQuestion): Promise<RunAnswer> {
  const { workflow, additionalData } = setStage(engine, store, question);
  const start = workflow.getNode(inputNode);
  if (start === null) throw new Error('the workflow has no start');
  const items = question.input ?? [{ json: {} }];
  const input = { main: [items.map((item, index) => ({ pairedItem: { item: index }, ...item }))] };
  const execution = {
    ...{ version: 1, startData: {} },
    resultData: { runData: {} },
    executionData: {
      contextData: {},
      ...{ metadata: {}, waitingExecution: {}, waitingExecutionSource: {} },
      nodeExecutionStack: [{ node: start, data: input, source: null }],
    },
  } as unknown as IRunExecutionData;
  const running = new engine.core.WorkflowExecute(additionalData, 'integrated', execution).processRunExecutionData(
    workflow,
  );
  if (question.stopAfterMs !== undefined)
    setTimeout(() => {
      running.cancel();
    }, question.stopAfterMs);
  const { data, status } = await running;
  const done = data.resultData.runData[questionedNode]?.[0];
  const outputs = (done?.data?.main ?? []).map((output) => plainItems(output ?? []));
  const error = done?.error ?? data.resultData.error;
  return {
    status,
    outputs,
    items: outputs[0] ?? [],
    error: error === undefined ? null : plainError(error),
    hints: (done?.hints ?? []).map(({ message }) => message),
    log: engine.takeLog(),
  };
}

/** Polls once, as n8n's schedule or "Fetch Test Event" does. */
export async function poll(engine: Engine, store: CredentialStore, question: PollQuestion): Promise<PollAnswer> {
  const { mode = 'trigger' } = question;
  const { workflow, node, nodeType, additionalData } = setStage(engine, store, question);
  const context = new engine.core.PollContext(workflow, node, additionalData, mode, 'activate');
  const staticData = workflow.getStaticData('node', node);
  const answer = { staticData, log: [] };
  try {
    const outputs: INodeExecutionData[][] | null = (await nodeType.poll?.call(context)) ?? null;
    return { ...answer, items: outputs?.[0] ?? null, error: null, log: engine.takeLog() };
  } catch (error) {
    return { ...answer, items: null, error: plainError(error), log: engine.takeLog() };
  }
}

function methodOf(nodeType: INodeType, { kind, method }: MethodQuestion): (...args: unknown[]) => Promise<unknown> {
  const found = (nodeType.methods?.[kind] as Record<string, unknown> | undefined)?.[method];
  if (typeof found !== 'function') throw new Error(`the node has no ${kind} method ${method}`);
  return found as (...args: unknown[]) => Promise<unknown>;
}

/** What the node's form asks for while somebody fills it in. */
export async function method(engine: Engine, store: CredentialStore, question: MethodQuestion): Promise<MethodAnswer> {
  const { workflow, node, nodeType, additionalData } = setStage(engine, store, question);
  const context = new engine.core.LoadOptionsContext(workflow, node, additionalData, '');
  const called = methodOf(nodeType, question);
  try {
    const value = await called.call(context, question.filter, question.paginationToken);
    return { value, error: null, log: engine.takeLog() };
  } catch (error) {
    return { value: null, error: plainError(error), log: engine.takeLog() };
  }
}
