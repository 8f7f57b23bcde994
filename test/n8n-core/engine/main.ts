/** node engine/main.js <folder of the line> <folder of the package>: n8n's engine, asked over Node's IPC. */
import type { Answers, Question, QuestionKind, Questions, Reply } from '../protocol';

import { method, poll, run } from './answers';
import { loadEngine, type Engine } from './core';
import { testCredential } from './credential-test';
import { createCredentialStore, type CredentialStore } from './credentials';

type Answering = { [K in QuestionKind]: (question: Questions[K]) => Promise<Answers[K]> | Answers[K] };

function answering(engine: Engine, store: CredentialStore): Answering {
  const described = (types: Iterable<[string, object]>): Answers['describe']['nodes'] =>
    JSON.parse(JSON.stringify(Object.fromEntries(types))) as Answers['describe']['nodes'];
  return {
    run: (question) => run(engine, store, question),
    poll: (question) => poll(engine, store, question),
    method: (question) => method(engine, store, question),
    testCredential: () => testCredential(engine, store),
    saveCredential: (data) => {
      store.save(data);
      return null;
    },
    readCredential: () => store.read(),
    describe: () => ({
      nodes: described([...engine.nodes].map(([name, { description }]) => [name, description])),
      credentials: described(engine.credentials),
    }),
  };
}

async function reply(answers: Answering, { id, kind, question }: Question): Promise<Reply> {
  try {
    const answer = answers[kind] as (asked: unknown) => unknown;
    return { id, answer: await answer(question) };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function main(): Promise<void> {
  const [lineFolder = '', packageFolder = ''] = process.argv.slice(2);
  const engine = await loadEngine(lineFolder, packageFolder);
  const answers = answering(engine, createCredentialStore(engine));
  process.on('message', (question: Question) => {
    void reply(answers, question).then((sent) => process.send?.(sent));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ id: 0, answer: null } satisfies Reply);
}

main().catch((error: unknown) => {
  process.send?.({ id: 0, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
  process.disconnect();
});
