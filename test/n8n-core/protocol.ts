/** What a suite asks the process with n8n's engine, and what it gets; everything is plain JSON. */
import type { ICredentialDataDecryptedObject, IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

export type NodeName = 'serviceTitan' | 'serviceTitanTrigger' | 'httpRequest';

export interface NodeQuestion {
  readonly node: NodeName;
  readonly parameters: INodeParameters;
}

export interface RunQuestion extends NodeQuestion {
  /** one empty item when not given */
  readonly input?: readonly INodeExecutionData[];
  /** what the node does after an error; stops the workflow by default */
  readonly onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
  /** somebody presses Stop so many milliseconds after the start */
  readonly stopAfterMs?: number;
}

export interface PollQuestion extends NodeQuestion {
  /** `manual` is "Fetch Test Event"; default `trigger` */
  readonly mode?: 'trigger' | 'manual';
  /** what the last poll left; nothing before the first */
  readonly staticData?: IDataObject;
}

export interface MethodQuestion extends NodeQuestion {
  readonly kind: 'loadOptions' | 'listSearch' | 'resourceMapping';
  readonly method: string;
  /** of a list search: what was typed, and where the last page ended */
  readonly filter?: string;
  readonly paginationToken?: string;
}

export interface Questions {
  readonly run: RunQuestion;
  readonly poll: PollQuestion;
  readonly method: MethodQuestion;
  readonly testCredential: Record<string, never>;
  /** keeps a credential as somebody saved it */
  readonly saveCredential: ICredentialDataDecryptedObject;
  readonly readCredential: Record<string, never>;
  readonly describe: Record<string, never>;
}

/** An error as n8n shows it. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly description: string | null;
  readonly httpCode: string | null;
  readonly itemIndex: number | null;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
}

export interface RunAnswer {
  readonly status: string;
  readonly outputs: readonly (readonly INodeExecutionData[])[];
  /** of the first output */
  readonly items: readonly INodeExecutionData[];
  readonly error: PlainError | null;
  readonly hints: readonly string[];
  readonly log: readonly LogLine[];
}

export interface PollAnswer {
  /** null when there is nothing new */
  readonly items: readonly INodeExecutionData[] | null;
  readonly error: PlainError | null;
  readonly staticData: IDataObject;
  readonly log: readonly LogLine[];
}

export interface MethodAnswer {
  readonly value: unknown;
  readonly error: PlainError | null;
  readonly log: readonly LogLine[];
}

export interface Answers {
  readonly run: RunAnswer;
  readonly poll: PollAnswer;
  readonly method: MethodAnswer;
  /** what n8n shows after Save or Retry in the credential's form */
  readonly testCredential: { readonly status: 'OK' | 'Error'; readonly message: string };
  readonly saveCredential: null;
  readonly readCredential: ICredentialDataDecryptedObject;
  /** names of the nodes and credentials that n8n found in the package */
  readonly describe: { readonly nodes: IDataObject; readonly credentials: IDataObject };
}

export type QuestionKind = keyof Questions;

export interface Question<K extends QuestionKind = QuestionKind> {
  readonly id: number;
  readonly kind: K;
  readonly question: Questions[K];
}

export type Reply =
  { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly failure: string };
