export { setUpWorkbench, type Verdict, type Workbench } from './linters';
