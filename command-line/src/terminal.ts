import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes to. */
export interface Terminal {
  print(text: string): void;
  /** Columns of the screen. */
  width: number;
  /** The text in a colour, where somebody looks at it. */
  style(style: Style, text: string): string;
}

/** A file or a pipe has no width; whoever reads it later has about this much. */
const PIPE_WIDTH = 120;

/** Colours only for people: not in pipes and files, and not where NO_COLOR is set. */
export function terminalOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  // Decided here for this stream; left to itself styleText asks whether standard output is a screen.
  const coloured = stream.isTTY && (environment['NO_COLOR'] ?? '') === '';
  return {
    print: (text) => {
      stream.write(`${text}\n`);
    },
    width: stream.isTTY ? stream.columns : PIPE_WIDTH,
    style: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
  };
}

export const count = (amount: number, one: string, many = `${one}s`): string =>
  `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`;
