import { runProgram } from 'command-line';
import { FormatError } from 'legacy-format';
import { ServiceTitanError } from 'servicetitan-client';

import { buildProgram } from './program';

void runProgram(buildProgram, (error) => error instanceof FormatError || error instanceof ServiceTitanError);
