export { check } from './check';
export { write } from './write';
