export { CommandError, fileProblem } from './command-error';
export { createProgram, examples, type ProgramWords } from './program';
export { runProgram } from './run';
export { alignedTable, CELL_WIDTH, short } from './table';
export { count, terminalOf, type Terminal } from './terminal';
