import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

/** Where a node of ours is called from: it runs, it polls, or somebody fills in its form. */
export type NodeContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

export const credentialName = 'serviceTitanApi';
