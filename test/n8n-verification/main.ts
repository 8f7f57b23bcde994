/** npm run lint in n8n-nodes-servicetitan: n8n's linters and the scanner's passes, over what is there and what is built. */
import { setUpWorkbench } from './linters';

async function main(): Promise<void> {
  const workbench = await setUpWorkbench();
  try {
    const verdicts = {
      'n8n-node lint': workbench.lint(),
      'scanner, sources': workbench.scanSource(),
      'scanner, package': workbench.scanPackage(workbench.pack().folder),
    };
    for (const [what, { passed, said }] of Object.entries(verdicts)) {
      console.log(passed ? `${what}: nothing found` : `${what}:\n${said}`);
      if (!passed) process.exitCode = 1;
    }
  } finally {
    workbench.remove();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
