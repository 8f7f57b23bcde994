import type { Simulator, SimulatorOptions } from './types';

export declare function startSimulator(options?: SimulatorOptions): Promise<Simulator>;
